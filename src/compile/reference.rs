//! What must come out for given beats, and when; and whether it does.

use std::borrow::Cow;
use std::fs::File;

use crate::blocks::Beat;
use crate::cosim::{
    self, AFTER, CosimError, CosimResult, Divergence, Embedded, Mismatch, Pacing, Run, Simulator,
    WaveFormat, channels, compare, locate, marks, trace,
};
use crate::dataflow::{
    ByDefinition, Cycles, Evaluator, Expected, Marked, Quota, Schedule, expected,
};
use crate::diag::Bug;
use crate::emit::{Vectors, top_level};
use crate::rtl::Bits;
use crate::rtl::mutate::{Channel, Trace};

use super::compiled::Compiled;
use super::effort::Effort;

/// Beats, their results by the golden models, and the cycles that the blocks' timings predict.
#[derive(Clone)]
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
    /// Cycles in which every stream of every node is compared, where nothing is wrong at the design's ends.
    pub(super) inside: u64,
    /// Samples that golden models computed by the definition; fast models, compared with them, computed all.
    pub(super) by_definition: usize,
}

impl Reference {
    /// Evaluates the golden models and the schedule on beats of samples. Where weights can be written, all
    /// are loaded first.
    pub fn new(compiled: &Compiled, samples: Vec<Beat>) -> Result<Self, Bug> {
        Self::of_samples(compiled, samples, &ByDefinition::All, &Effort::default())
    }

    /// The same with golden models by the definition for some samples, and with as much looked at inside as an
    /// effort allows.
    pub fn of_samples(
        compiled: &Compiled,
        samples: Vec<Beat>,
        by_definition: &ByDefinition,
        effort: &Effort,
    ) -> Result<Self, Bug> {
        let count = samples.len();
        let program = compiled.program(samples);
        let preamble = program.len() - count;
        let inside = effort.inside_cycles(&compiled.graph);
        Ok(Self { preamble, inside, ..Self::evaluated(compiled, program, by_definition)? })
    }

    /// The same on `beats` as they are: where weights can be written, commands.
    pub fn of_beats(compiled: &Compiled, beats: Vec<Beat>) -> Result<Self, Bug> {
        Self::evaluated(compiled, beats, &ByDefinition::All)
    }

    fn evaluated(
        compiled: &Compiled,
        beats: Vec<Beat>,
        by_definition: &ByDefinition,
    ) -> Result<Self, Bug> {
        let marks = marks(beats.len());
        let Expected { beats: results, lasts, by_definition } =
            expected(&compiled.graph, Marked { beats: &beats, lasts: &marks }, by_definition)?;
        let (inputs, outputs) = (beats.len(), results.len());
        let quota = Quota { inputs, outputs, limit: u64::MAX };
        let cycles = Schedule::of_beats(&compiled.graph, &beats)?.take(quota);
        let (bits, _) = top_level(compiled.validated()?)?;
        let commands = compiled.commands();
        let input = commands.map_or_else(|| compiled.input(), |commands| commands.beat().clone());
        let packed = beats.iter().map(|beat| Bits::from_words(bits, input.pack(beat).words()));
        let packed = packed.collect();
        let inside = Effort::default().inside_cycles(&compiled.graph);
        let lasts = (marks, lasts);
        Ok(Self { beats, results, cycles, packed, lasts, preamble: 0, inside, by_definition })
    }

    /// Samples that golden models computed by the definition.
    pub fn by_definition(&self) -> usize {
        self.by_definition
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
        let mut all = channels(&compiled.graph, self.inside);
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
        let run = self.run(pacing);
        let observed = simulator.run(run)?;
        let cycles = self.paced(compiled, pacing)?;
        let stream = compiled.output()?;
        let expected = cosim::Expected {
            stream: &stream,
            beats: &self.results,
            lasts: &self.lasts.1,
            cycles: (&cycles.accepted, &cycles.delivered),
            paced: pacing != Pacing::Full,
        };
        let mut result = compare(simulator.name(), seed, expected, &observed);
        let found = match &result.mismatch {
            Some(mismatch) => {
                let limit = shown(mismatch, &cycles).min(run.limit);
                let golden = Evaluator::new(&compiled.graph)?;
                self.locate(compiled, golden, Run { limit, ..run }, simulator)?
            }
            None if simulator.shows_inside() => {
                let end = cycles.delivered.last().map_or(0, |last| last + 1);
                result.inside_cycles = Some(self.inside.min(end));
                let limit = self.inside.min(run.limit);
                let run = beginning(Run { limit, ..run }, &cycles);
                self.locate(compiled, Evaluator::again(&compiled.graph)?, run, simulator)?
            }
            None => None,
        };
        result.mismatch = result.mismatch.or_else(|| found.as_ref().map(Mismatch::of));
        result.divergence = found.map(Box::new);
        let results = observed.given.iter().map(|given| stream.unpack(&given.data)).collect();
        Ok((result, results))
    }

    /// The cycles of a run of the beats that are held back so.
    fn paced(&self, compiled: &Compiled, pacing: Pacing) -> Result<Cow<'_, Cycles>, Bug> {
        if pacing == Pacing::Full {
            return Ok(Cow::Borrowed(&self.cycles));
        }
        let (inputs, outputs) = self.counts();
        let quota = Quota { inputs, outputs, limit: self.limit() };
        let schedule = Schedule::of_beats(&compiled.graph, &self.beats)?;
        Ok(Cow::Owned(schedule.take_paced(quota, pacing.draws())))
    }

    /// The first departure of a run from the models.
    fn locate(
        &self,
        compiled: &Compiled,
        golden: Evaluator,
        run: Run<'_>,
        simulator: &mut dyn Simulator,
    ) -> Result<Option<Divergence>, CosimError> {
        let design = (compiled.validated()?, &compiled.graph);
        locate(design, golden, &self.beats[..run.beats.len()], run, simulator)
    }
}

/// A run of only those beats that are offered within its limit, and while the streams behind it are watched.
fn beginning<'r>(run: Run<'r>, cycles: &Cycles) -> Run<'r> {
    let taken = cycles.accepted.partition_point(|cycle| *cycle <= run.limit + AFTER);
    let offered = (taken + 1).min(run.beats.len());
    Run { beats: &run.beats[..offered], lasts: &run.lasts[..offered], ..run }
}

/// Cycles within which a mismatch has begun: to when the beat came, or must have come.
fn shown(mismatch: &Mismatch, cycles: &Cycles) -> u64 {
    let last = |cycles: &[u64]| cycles.get(mismatch.beat).or(cycles.last()).copied();
    let must = last(&cycles.delivered).max(last(&cycles.accepted));
    1 + mismatch.cycle.max(must).unwrap_or(0)
}
