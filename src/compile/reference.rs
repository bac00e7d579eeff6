//! What must come out for given beats, and when; and whether it does.

use std::fs::File;

use crate::blocks::Beat;
use crate::cosim::{
    CosimError, CosimResult, Embedded, Expected, INSIDE, Mismatch, Pacing, Run, Simulator,
    WaveFormat, channels, compare, locate, marks, trace,
};
use crate::dataflow::{Cycles, Evaluator, Quota, Schedule};
use crate::diag::Bug;
use crate::emit::{Vectors, top_level};
use crate::rtl::Bits;
use crate::rtl::mutate::{Channel, Trace};

use super::compiled::Compiled;

/// Beats, their results by the golden models, and the cycles that the blocks' timings predict.
pub struct Reference {
    /// Beats in; commands, where weights can be written.
    pub beats: Vec<Beat>,
    /// Beats out.
    pub results: Vec<Beat>,
    /// Rising edges, without back-pressure.
    pub cycles: Cycles,
    pub(super) packed: Vec<Bits>,
    /// Beats in that load the design's own weights.
    pub(super) preamble: usize,
    /// Marks of the beats in and out.
    pub(super) lasts: (Vec<bool>, Vec<bool>),
}

impl Reference {
    /// Evaluates the golden models and the schedule on beats of samples. Where weights can be written, all
    /// are loaded first.
    pub fn new(compiled: &Compiled, samples: Vec<Beat>) -> Result<Self, Bug> {
        let count = samples.len();
        let program = compiled.program(samples);
        let preamble = program.len() - count;
        Ok(Self { preamble, ..Self::of_beats(compiled, program)? })
    }

    /// The same on `beats` as they are: where weights can be written, commands.
    pub fn of_beats(compiled: &Compiled, beats: Vec<Beat>) -> Result<Self, Bug> {
        let mut golden = Evaluator::new(&compiled.graph)?;
        let marks = marks(beats.len());
        let given = beats.iter().zip(&marks).flat_map(|(beat, last)| golden.fire(beat, *last));
        let (results, ends): (Vec<Beat>, Vec<bool>) =
            given.map(|token| (token.beat, token.last)).unzip();
        let (inputs, outputs) = (beats.len(), results.len());
        let quota = Quota { inputs, outputs, limit: u64::MAX };
        let cycles = Schedule::of_beats(&compiled.graph, &beats)?.take(quota);
        let (bits, _) = top_level(compiled.validated()?)?;
        let commands = compiled.commands();
        let input = commands.map_or_else(|| compiled.input(), |commands| commands.beat().clone());
        let packed = beats.iter().map(|beat| Bits::from_words(bits, input.pack(beat).words()));
        let packed = packed.collect();
        let lasts = (marks, ends);
        Ok(Self { beats, results, cycles, packed, lasts, preamble: 0 })
    }

    /// The vector files' content. Loads of the design's own weights are not in it: the testbench has them
    /// from the images.
    pub fn vectors(&self, compiled: &Compiled) -> Result<Vectors, Bug> {
        let (_, bits) = top_level(compiled.validated()?)?;
        let output = compiled.output()?;
        let outputs = self.results.iter();
        let outputs = outputs.map(|beat| Bits::from_words(bits, output.pack(beat).words()));
        Ok(Vectors {
            inputs: self.packed[self.preamble..].to_vec(),
            outputs: outputs.collect(),
            lasts: self.lasts.clone(),
            cycles: self.cycles.delivered.clone(),
        })
    }

    /// Whether the first beats in load the design's own weights.
    pub fn loads_weights(&self) -> bool {
        self.preamble > 0
    }

    /// Beats in and beats out.
    pub fn counts(&self) -> (usize, usize) {
        (self.beats.len(), self.results.len())
    }

    /// Cycles after which a run of the beats is given up: far beyond the last one expected, even where
    /// pacing holds back three beats of four.
    pub fn limit(&self) -> u64 {
        1000 + 16 * self.cycles.delivered.last().copied().unwrap_or(0)
    }

    pub(super) fn run(&self, pacing: Pacing) -> Run<'_> {
        let (_, outputs) = self.counts();
        let limit = self.limit();
        Run { beats: &self.packed, lasts: &self.lasts.0, outputs, pacing, limit }
    }

    /// Runs the beats and writes waves of every node to an empty file.
    pub fn trace(
        &self,
        compiled: &Compiled,
        simulator: &mut dyn Simulator,
        pacing: Pacing,
        (file, format): (File, WaveFormat),
    ) -> Result<(), CosimError> {
        let period = (1e6 / compiled.design.description().clock_mhz).round() as u64;
        let waves = (file, format, period.max(2));
        let design = (compiled.validated()?, &compiled.graph);
        trace(design, self.run(pacing), simulator, waves)
    }

    /// What a simulator gives for the beats.
    #[cfg(test)]
    pub fn results_of(
        &self,
        compiled: &Compiled,
        simulator: &mut dyn Simulator,
        pacing: Pacing,
    ) -> Result<Vec<Beat>, CosimError> {
        let stream = compiled.output()?;
        let observed = simulator.run(self.run(pacing))?;
        Ok(observed.given.iter().map(|given| stream.unpack(&given.data)).collect())
    }

    /// What the embedded simulator does with the beats, where [`Self::check`] looks, to grade mutants by.
    pub fn record(&self, compiled: &Compiled, pacing: Pacing) -> Result<Trace, CosimError> {
        let design = compiled.validated()?;
        let mut embedded = Embedded::new(design)?;
        embedded.record();
        embedded.run(self.run(pacing))?;
        let mut all = channels(&compiled.graph)?;
        all.extend([Channel::new("s_axis", &[]), Channel::new("m_axis", &["tdata", "tlast"])]);
        let skipped = pacing.interruption() as usize + 1;
        let trace = Trace::new(design, all, embedded.recorded(), skipped);
        Ok(trace.ok_or_else(|| Bug::new("the top module takes an offer back or lacks a port"))?)
    }

    /// Runs the beats and compares every value and every cycle, with and without back-pressure; in a
    /// simulator that shows what is inside, those of every stream of every node too, for a while. A
    /// mismatch is traced to the node that makes it. Gives the results as the simulator has them.
    pub fn check(
        &self,
        compiled: &Compiled,
        simulator: &mut dyn Simulator,
        pacing: Pacing,
        seed: Option<u64>,
    ) -> Result<(CosimResult, Vec<Beat>), CosimError> {
        let (inputs, outputs) = self.counts();
        let limit = self.limit();
        let run = self.run(pacing);
        let observed = simulator.run(run)?;
        let quota = Quota { inputs, outputs, limit };
        let schedule = Schedule::of_beats(&compiled.graph, &self.beats)?;
        let cycles = schedule.take_paced(quota, pacing.draws());
        let stream = compiled.output()?;
        let expected = Expected {
            stream: &stream,
            beats: &self.results,
            lasts: &self.lasts.1,
            cycles: (&cycles.accepted, &cycles.delivered),
            paced: pacing != Pacing::Full,
        };
        let mut result = compare(simulator.name(), seed, expected, &observed);
        let within = match &result.mismatch {
            Some(mismatch) => Some(shown(mismatch, &cycles)),
            None => simulator.shows_inside().then_some(INSIDE),
        };
        if let Some(cycles) = within {
            let run = Run { limit: cycles.min(limit), ..run };
            let design = (compiled.validated()?, &compiled.graph);
            let found = locate(design, &self.beats, run, simulator)?;
            result.mismatch = result.mismatch.or_else(|| found.as_ref().map(Mismatch::of));
            result.divergence = found.map(Box::new);
        }
        let results = observed.given.iter().map(|given| stream.unpack(&given.data)).collect();
        Ok((result, results))
    }
}

/// Cycles within which a mismatch has begun: to when the beat came, or must have come.
fn shown(mismatch: &Mismatch, cycles: &Cycles) -> u64 {
    let last = |cycles: &[u64]| cycles.get(mismatch.beat).or(cycles.last()).copied();
    let must = last(&cycles.delivered).max(last(&cycles.accepted));
    1 + mismatch.cycle.max(must).unwrap_or(0)
}
