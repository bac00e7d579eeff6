//! Long references in many runs at once.
//!
//! Where no sample depends on one before it, the samples can be shared between runs that begin with a reset each.
//! A simulator that has lanes for them takes hardly longer for all than for one.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::blocks::Beat;
use crate::cosim::{
    CosimError, CosimResult, Expected, Observed, Pacing, Run, Simulator, compare, joined,
};
use crate::dataflow::{Cycles, Quota, Schedule};
use crate::diag::Bug;

use super::compiled::Compiled;
use super::reference::Reference;

/// Fewest samples of a run: what a run takes to fill and to empty the pipeline is little beside them.
const SAMPLES_PER_RUN: usize = 32;

/// Most runs are as many as this times a simulator's lanes, so that several cores have some to do.
const BATCHES: usize = 4;

/// Some beats of a reference, by their places, in a run of their own.
struct Part {
    beats: Range<usize>,
    results: Range<usize>,
    /// Rising edges of that run.
    cycles: Cycles,
}

impl Reference {
    /// As [`Self::check`], in as many runs from reset as pay in this simulator. What is inside is compared in the
    /// beginning, and where a run goes wrong, in one run by itself.
    pub fn check_in_runs(
        &self,
        compiled: &Compiled,
        simulator: &mut dyn Simulator,
        pacing: Pacing,
        seed: Option<u64>,
    ) -> Result<(CosimResult, Vec<Beat>), CosimError> {
        let parts = self.parts(compiled, simulator.lanes(), pacing)?;
        if parts.len() < 2 {
            return self.check(compiled, simulator, pacing, seed);
        }
        let runs: Vec<Run<'_>> = parts.iter().map(|part| self.run_of(part, pacing)).collect();
        let observed = simulator.run_all(&runs)?;
        let stream = compiled.output()?;
        let results = parts.iter().zip(&observed).map(|(part, observed)| {
            let expected = Expected {
                stream: &stream,
                beats: &self.results[part.results.clone()],
                lasts: &self.lasts.1[part.results.clone()],
                cycles: (&part.cycles.accepted, &part.cycles.delivered),
                paced: pacing != Pacing::Full,
            };
            let result = compare(simulator.name(), seed, expected, observed);
            (result, (part.beats.start, part.results.start))
        });
        let mut result = joined(results.collect()).ok_or_else(|| Bug::new("no runs"))?;
        let failed = result.mismatch.as_ref().and_then(|mismatch| mismatch.run);
        let again = failed.map_or_else(|| self.beginning(compiled), |run| parts[run].beats.clone());
        let again = self.part(compiled, again)?;
        let (alone, _) = again.check(compiled, simulator, pacing, seed)?;
        result.mismatch = result.mismatch.or(alone.mismatch);
        result.divergence = alone.divergence;
        result.inside_cycles = alone.inside_cycles;
        let given = observed.iter().flat_map(|Observed { given, .. }| given);
        Ok((result, given.map(|given| stream.unpack(&given.data)).collect()))
    }

    /// Beats of equal shares of the samples; none where one run is best.
    fn parts(
        &self,
        compiled: &Compiled,
        lanes: usize,
        pacing: Pacing,
    ) -> Result<Vec<Part>, CosimError> {
        let graph = &compiled.graph;
        let (frame, gives) = (compiled.beats_per_sample(), compiled.beats_per_result()?);
        let samples = self.beats.len() / frame.max(1);
        let batches = (samples / (lanes * SAMPLES_PER_RUN)).min(BATCHES);
        let forgets = graph.blocks().all(|block| block.forgets_after().is_some());
        let whole = self.counts() == (samples * frame, samples * gives);
        if lanes < 2 || batches == 0 || !forgets || !whole {
            return Ok(vec![]);
        }
        // Where data tell how long a product takes, runs of equal lengths differ.
        let varies = graph.blocks().any(|block| block.timing().longest().is_some());
        let mut known: BTreeMap<usize, Cycles> = BTreeMap::new();
        let share = samples.div_ceil(lanes * batches);
        let part = |first: usize| -> Result<Part, CosimError> {
            let samples = first..samples.min(first + share);
            let beats = samples.start * frame..samples.end * frame;
            let results = samples.start * gives..samples.end * gives;
            let cycles = match known.get(&samples.len()).filter(|_| !varies) {
                Some(cycles) => cycles.clone(),
                None => self.cycles_of(compiled, &beats, results.len(), pacing)?,
            };
            known.entry(samples.len()).or_insert_with(|| cycles.clone());
            Ok(Part { beats, results, cycles })
        };
        (0..samples).step_by(share).map(part).collect()
    }

    fn cycles_of(
        &self,
        compiled: &Compiled,
        beats: &Range<usize>,
        outputs: usize,
        pacing: Pacing,
    ) -> Result<Cycles, Bug> {
        let schedule = Schedule::of_beats(&compiled.graph, &self.beats[beats.clone()])?;
        let quota = Quota { inputs: beats.len(), outputs, limit: self.limit() };
        Ok(schedule.take_paced(quota, pacing.draws()))
    }

    fn run_of(&self, part: &Part, pacing: Pacing) -> Run<'_> {
        let (beats, outputs) = (part.beats.clone(), part.results.len());
        let (beats, lasts) = (&self.packed[beats.clone()], &self.lasts.0[beats]);
        // As far beyond the last beat as in a run of all.
        let limit = 1000 + 16 * part.cycles.delivered.last().copied().unwrap_or(0);
        Run { beats, lasts, outputs, pacing, limit }
    }

    /// The samples of which a run of all looks at streams inside.
    fn beginning(&self, compiled: &Compiled) -> Range<usize> {
        let taken = self.cycles.accepted.partition_point(|cycle| *cycle < self.inside);
        let frame = compiled.beats_per_sample().max(1);
        0..taken.next_multiple_of(frame).min(self.beats.len())
    }

    /// Whole samples of the reference as one of their own.
    fn part(&self, compiled: &Compiled, beats: Range<usize>) -> Result<Self, Bug> {
        let (frame, gives) = (compiled.beats_per_sample(), compiled.beats_per_result()?);
        let result = |beat: usize| beat / frame.max(1) * gives;
        let results = result(beats.start)..result(beats.end);
        let ends = (self.lasts.0[beats.clone()].to_vec(), self.lasts.1[results.clone()].to_vec());
        Ok(Self {
            cycles: self.cycles_of(compiled, &beats, results.len(), Pacing::Full)?,
            packed: self.packed[beats.clone()].to_vec(),
            beats: self.beats[beats].to_vec(),
            results: self.results[results].to_vec(),
            lasts: ends,
            preamble: 0,
            inside: self.inside,
            by_definition: self.by_definition,
        })
    }
}
