//! The beats that a build is verified with.

use serde::Serialize;

use crate::blocks::Beat;
use crate::cosim::stimulus;
use crate::dataflow::{ByDefinition, extremes};
use crate::diag::Bug;
use crate::num::evenly;

use super::compiled::Compiled;
use super::effort::Effort;

/// Some of what there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Share {
    /// Those that are run.
    pub run: usize,
    /// All that there are.
    pub of: usize,
}

/// What hardware is run on.
#[derive(Clone, Debug)]
pub struct Stimuli {
    /// All samples, beat by beat: corners and random codes, what brings first sums to their ends, and the design's
    /// own.
    pub beats: Vec<Beat>,
    /// Corners of the formats, then codes drawn with a seed.
    pub random: usize,
    /// What brings first sums to their ends.
    pub extremes: Share,
    /// The design's own.
    pub own: Share,
    /// Numbers among all of the design's own of those that are run.
    pub own_numbers: Vec<usize>,
    /// Samples that golden models compute by the definition.
    pub by_definition: ByDefinition,
}

impl Stimuli {
    /// What an effort allows; `own` are the design's own samples.
    pub fn new(
        compiled: &Compiled,
        effort: &Effort,
        seed: u64,
        own: &[Vec<i64>],
    ) -> Result<Self, Bug> {
        let (graph, frame) = (&compiled.graph, compiled.beats_per_sample().max(1));
        let mut beats = stimulus(&compiled.input(), effort.vectors * frame, seed);
        let ends = extremes(graph);
        let of = ends.len();
        // They are in no order, so that the first are a sample of all.
        beats.extend(ends.into_iter().take(of.div_ceil(effort.one_extreme_in.max(1))));
        let ends = beats.len() / frame - effort.vectors;
        let own_numbers: Vec<usize> = evenly(own.len(), effort.own_samples(graph)?).collect();
        own_numbers.iter().for_each(|number| beats.extend(compiled.beats(&own[*number..=*number])));
        let counts = [effort.vectors, ends, own_numbers.len()];
        let known = effort.by_definition(graph, counts)?;
        let mut first = 0;
        let mut chosen = vec![];
        for (count, known) in counts.into_iter().zip(known) {
            chosen.extend(evenly(count, known).map(|number| first + number));
            first += count;
        }
        let all = chosen.len() == first;
        Ok(Self {
            beats,
            random: effort.vectors,
            extremes: Share { run: ends, of },
            own: Share { run: own_numbers.len(), of: own.len() },
            own_numbers,
            by_definition: if all { ByDefinition::All } else { ByDefinition::Some(chosen) },
        })
    }
}
