//! What must come out for given beats, and when; and whether it does.

use crate::blocks::Beat;
use crate::cosim::{CosimError, CosimResult, Expected, Pacing, Run, Simulator, compare, locate};
use crate::dataflow::{Cycles, Evaluator, Schedule};
use crate::diag::Bug;
use crate::emit::{Vectors, top_level};
use crate::rtl::Bits;

use super::compiled::Compiled;

/// Beats, their results by the golden models, and the cycles that the blocks' timings predict.
pub struct Reference {
    /// Beats in.
    pub beats: Vec<Beat>,
    /// Beats out.
    pub results: Vec<Beat>,
    /// Rising edges, without back-pressure.
    pub cycles: Vec<Cycles>,
    packed: Vec<Bits>,
}

impl Reference {
    /// Evaluates the golden models and the schedule on `beats`.
    pub fn new(compiled: &Compiled, beats: Vec<Beat>) -> Result<Self, Bug> {
        let mut golden = Evaluator::new(&compiled.graph)?;
        let results = beats.iter().map(|beat| golden.fire(beat)).collect();
        let cycles = Schedule::new(&compiled.graph)?.take(beats.len());
        let (bits, _) = top_level(compiled.validated()?)?;
        let input = compiled.input();
        let packed = beats.iter().map(|beat| Bits::from_words(bits, input.pack(beat).words()));
        let packed = packed.collect();
        Ok(Self { beats, results, cycles, packed })
    }

    /// The vector files' content.
    pub fn vectors(&self, compiled: &Compiled) -> Result<Vectors, Bug> {
        let (_, bits) = top_level(compiled.validated()?)?;
        let output = compiled.output()?;
        let outputs = self.results.iter();
        let outputs = outputs.map(|beat| Bits::from_words(bits, output.pack(beat).words()));
        Ok(Vectors {
            inputs: self.packed.clone(),
            outputs: outputs.collect(),
            cycles: self.cycles.iter().map(|cycles| cycles.delivered).collect(),
        })
    }

    /// Cycles after which a run of the beats is given up: far beyond the last one expected, even where
    /// pacing holds back three beats of four.
    pub fn limit(&self) -> u64 {
        1000 + 16 * self.cycles.last().map_or(0, |cycles| cycles.delivered)
    }

    /// Runs the beats and compares every value and every cycle, with and without back-pressure. A
    /// mismatch is traced to the node that makes it, if the embedded simulator sees it too. Gives the
    /// results as the simulator has them.
    pub fn check(
        &self,
        compiled: &Compiled,
        simulator: &mut dyn Simulator,
        pacing: Pacing,
        seed: Option<u64>,
    ) -> Result<(CosimResult, Vec<Beat>), CosimError> {
        let run = Run { beats: &self.packed, pacing, limit: self.limit() };
        let observed = simulator.run(run)?;
        let schedule = Schedule::new(&compiled.graph)?;
        let cycles = schedule.take_paced(self.beats.len(), run.limit, pacing.draws());
        let accepted: Vec<u64> = cycles.iter().map(|cycles| cycles.accepted).collect();
        let delivered: Vec<u64> = cycles.iter().map(|cycles| cycles.delivered).collect();
        let stream = compiled.output()?;
        let expected = Expected {
            stream: &stream,
            beats: &self.results,
            cycles: (&accepted, &delivered),
            paced: pacing != Pacing::Full,
        };
        let mut result = compare(simulator.name(), seed, expected, &observed);
        if result.mismatch.as_ref().is_some_and(|mismatch| mismatch.lane.is_some())
            && let Some(inner) = locate(compiled.validated()?, &compiled.graph, &self.beats, run)?
        {
            result.mismatch = Some(inner);
        }
        let results = observed.given.iter().map(|given| stream.unpack(&given.data)).collect();
        Ok((result, results))
    }
}
