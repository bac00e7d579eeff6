//! The long run: from one moment to the next in which all is alike.

use std::collections::HashMap;
use std::ops::Range;

use super::cycles::{Cycles, Pace};
use super::moment::Moment;
use super::schedule::Schedule;

/// Cycles within which a graph gives its first beat.
const PATIENCE: u64 = 1 << 32;

/// What has passed at a moment.
#[derive(Clone, Copy)]
struct Passed {
    /// Samples that were begun.
    begun: usize,
    /// Samples whose results have come out.
    ended: usize,
    cycle: u64,
}

impl Schedule {
    /// What samples of so many beats take in the long run, beats being offered and taken as early as can be: from one
    /// moment to the next in which all is alike.
    pub fn stream(mut self, beats_per_sample: usize, beats_per_result: usize) -> Pace {
        let beats = (beats_per_sample.max(1), beats_per_result.max(1));
        let mut moments: HashMap<Moment, Passed> = HashMap::new();
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
            let begun = self.seen.accepted.len().div_ceil(beats.0);
            let passed = Passed { begun, ended: now / beats.1, cycle: self.cycle };
            if let Some(before) = moments.insert(self.moment(), passed) {
                let samples = (passed.ended - before.ended) as u64;
                return Pace {
                    interval: (passed.cycle - before.cycle).div_ceil(samples),
                    latency: self.slowest(before.begun..passed.begun, beats),
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
}
