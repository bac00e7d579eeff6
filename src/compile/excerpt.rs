//! The part of a reference that the emitted testbench runs: as much as a reader would.

use std::borrow::Cow;

use crate::dataflow::{Quota, Schedule};
use crate::diag::Bug;
use crate::emit::top_level;
use crate::num::evenly;

use super::compiled::Compiled;
use super::reference::Reference;

/// Bits of all beats, in and out, of a testbench's vectors.
const BITS: usize = 1 << 22;

/// Samples, from the first, that are always among them: those with the corners of formats.
const FIRST: usize = 16;

impl Reference {
    /// Samples that the testbench runs.
    pub fn in_testbench(&self, compiled: &Compiled) -> Result<usize, Bug> {
        let (bits_in, bits_out) = top_level(compiled.validated()?)?;
        let frame = compiled.beats_per_sample() * bits_in as usize;
        let result = compiled.beats_per_result()? * bits_out as usize;
        Ok(self.samples(compiled).min((BITS / (frame + result).max(1)).max(FIRST)))
    }

    fn samples(&self, compiled: &Compiled) -> usize {
        (self.beats.len() - self.preamble).div_ceil(compiled.beats_per_sample().max(1))
    }

    /// The reference of those samples: the first ones, and of the others some evenly apart; where samples depend
    /// on those before them, all of the first.
    pub(super) fn for_testbench(&self, compiled: &Compiled) -> Result<Cow<'_, Self>, Bug> {
        let (taken, all) = (self.in_testbench(compiled)?, self.samples(compiled));
        if taken == all {
            return Ok(Cow::Borrowed(self));
        }
        let first = match compiled.graph.forgets() {
            true => FIRST.min(taken),
            false => taken,
        };
        let others = evenly(all - first, taken - first).map(|number| first + number);
        let numbers: Vec<usize> = (0..first).chain(others).collect();
        Ok(Cow::Owned(self.of_numbers(compiled, &numbers)?))
    }

    /// The reference of loads and some samples.
    pub(super) fn of_numbers(&self, compiled: &Compiled, numbers: &[usize]) -> Result<Self, Bug> {
        let (frame, per) = (compiled.beats_per_sample().max(1), compiled.beats_per_result()?);
        let places = |of: usize, begin: usize, end: usize| {
            let of = numbers
                .iter()
                .flat_map(move |number| begin + number * of..(begin + (number + 1) * of).min(end));
            (0..begin).chain(of)
        };
        let given = || places(frame, self.preamble, self.beats.len());
        let results = || places(per, 0, self.results.len());
        let beats: Vec<_> = given().map(|at| self.beats[at].clone()).collect();
        let lasts = (
            given().map(|at| self.lasts.0[at]).collect(),
            results().map(|at| self.lasts.1[at]).collect(),
        );
        let quota = Quota { inputs: beats.len(), outputs: results().count(), limit: u64::MAX };
        Ok(Self {
            cycles: Schedule::of_beats(&compiled.graph, &beats)?.take(quota),
            packed: given().map(|at| self.packed[at].clone()).collect(),
            results: results().map(|at| self.results[at].clone()).collect(),
            by_definition: 0,
            beats,
            lasts,
            ..*self
        })
    }
}
