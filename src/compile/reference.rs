//! What must come out for given beats, and when; and whether it does.

use crate::blocks::Beat;
use crate::cosim::{
    CosimError, CosimResult, Embedded, Expected, Pacing, Run, Simulator, channels, compare,
    first_wrong, marks, watch,
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
    packed: Vec<Bits>,
    /// Beats in that load the design's own weights.
    preamble: usize,
    /// Marks of the beats in and out.
    lasts: (Vec<bool>, Vec<bool>),
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
        let cycles = Schedule::of_commands(&compiled.graph, &beats)?.take(quota);
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

    /// What the embedded simulator does with the beats at the design's border, to grade mutants by.
    pub fn trace(&self, compiled: &Compiled, pacing: Pacing) -> Result<Trace, CosimError> {
        let design = compiled.validated()?;
        let mut embedded = Embedded::new(design)?;
        embedded.record();
        let (result, _) = self.check(compiled, &mut embedded, pacing, None)?;
        if let Some(mismatch) = result.mismatch {
            let what = format!("{} {}", mismatch.node, mismatch.what);
            return Err(Bug::new(format!("the design itself is wrong: {what}")).into());
        }
        let mut channels = channels(&compiled.graph)?;
        channels.push(Channel::new("s_axis", &[]));
        channels.push(Channel::new("m_axis", &["tdata", "tlast"]));
        let skipped = pacing.interruption() as usize + 1;
        let trace = Trace::new(design, channels, embedded.recorded(), skipped);
        Ok(trace.ok_or_else(|| Bug::new("the top module takes an offer back or lacks a port"))?)
    }

    /// Runs the beats and compares every value and every cycle, with and without back-pressure, and in the
    /// embedded simulator every value that a node inside gives. A mismatch is traced to the node that
    /// makes it, if the embedded simulator sees it too. Gives the results as the simulator has them.
    pub fn check(
        &self,
        compiled: &Compiled,
        simulator: &mut dyn Simulator,
        pacing: Pacing,
        seed: Option<u64>,
    ) -> Result<(CosimResult, Vec<Beat>), CosimError> {
        let (inputs, outputs) = self.counts();
        let limit = self.limit();
        let run = Run { beats: &self.packed, lasts: &self.lasts.0, outputs, pacing, limit };
        let design = compiled.validated()?;
        let (observed, inside) = match simulator.run_inside(design, &compiled.graph, run)? {
            Some((observed, seen)) => (observed, Some(seen)),
            None => (simulator.run(run)?, None),
        };
        let quota = Quota { inputs, outputs, limit };
        let schedule = Schedule::of_commands(&compiled.graph, &self.beats)?;
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
        let outside = result.mismatch.as_ref().is_some_and(|mismatch| mismatch.lane.is_some());
        let inside = match inside {
            None if outside => {
                Some(watch(design, &mut Embedded::new(design)?, &compiled.graph, run)?.1)
            }
            seen => seen,
        };
        if let Some(seen) = inside
            && (outside || result.mismatch.is_none())
            && let Some(inner) = first_wrong(&compiled.graph, &self.beats, &self.lasts.0, &seen)?
        {
            result.mismatch = Some(inner);
        }
        let results = observed.given.iter().map(|given| stream.unpack(&given.data)).collect();
        Ok((result, results))
    }
}
