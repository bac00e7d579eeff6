//! The long run: from one moment to the next in which all is alike.

use std::collections::HashMap;
use std::ops::Range;

use super::arbiter::Arbiter;
use super::cycles::{Cycles, Pace};
use super::schedule::Schedule;
use super::turns::Turns;

/// Cycles within which a graph gives its first beat.
const PATIENCE: u64 = 1 << 32;

impl Schedule {
    /// What samples of so many beats take in the long run, beats being offered and taken as early as can be: from one
    /// moment to the next in which all is alike.
    pub fn stream(mut self, beats_per_sample: usize, beats_per_result: usize) -> Pace {
        let beats = (beats_per_sample.max(1), beats_per_result.max(1));
        let mut moments: HashMap<Vec<(u32, bool)>, (usize, usize, u64)> = HashMap::new();
        loop {
            let results = self.seen.delivered.len();
            self.step(true, true);
            let now = self.seen.delivered.len();
            if now == results || !now.is_multiple_of(beats.1) {
                // A graph that gives nothing has no interval; none stands still for so long.
                if self.cycle > PATIENCE && now == 0 {
                    return Pace::default();
                }
                continue;
            }
            // Samples that were begun before such a moment may have found all empty.
            let (begun, ended) = (self.seen.accepted.len().div_ceil(beats.0), now / beats.1);
            let moment = (begun, ended, self.cycle);
            if let Some((first, before, then)) = moments.insert(self.state(), moment) {
                return Pace {
                    interval: (self.cycle - then).div_ceil((ended - before) as u64),
                    latency: self.slowest(first..begun, beats),
                };
            }
        }
    }

    /// The most cycles that any of some samples takes, of so many beats, and of its result. Runs until they are given.
    fn slowest(mut self, samples: Range<usize>, beats: (usize, usize)) -> u64 {
        while self.seen.delivered.len() < samples.end * beats.1 {
            self.step(true, true);
        }
        let Cycles { accepted, delivered } = self.seen;
        let latency =
            |sample: usize| delivered[(sample + 1) * beats.1 - 1] - accepted[sample * beats.0];
        samples.map(latency).max().unwrap_or(0)
    }

    /// All that later cycles depend on.
    fn state(&self) -> Vec<(u32, bool)> {
        let nodes = self.nodes.iter().flat_map(|node| node.machine.state());
        let shared = self.common.arbiters.iter().flat_map(Arbiter::state);
        let groups = self.common.groups.iter().flat_map(Turns::state);
        nodes
            .chain(shared)
            .chain(groups)
            .chain(self.branches.iter().map(|branch| (0, branch.done)))
            .collect()
    }
}
