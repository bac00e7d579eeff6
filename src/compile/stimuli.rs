//! The beats that a build is verified with.

use crate::blocks::Beat;
use crate::cosim::stimulus;
use crate::dataflow::extremes;

use super::compiled::Compiled;

/// Samples of corners and random codes that a build is verified with.
pub const SAMPLES: u32 = 64;

/// Corners of the formats and codes drawn with a seed, `count` samples of these two, then what drives first sums
/// to their ends, then the design's own samples.
pub fn stimuli(compiled: &Compiled, (count, seed): (u32, u64), own: &[Vec<i64>]) -> Vec<Beat> {
    let count = count as usize * compiled.beats_per_sample();
    let mut beats = stimulus(&compiled.input(), count, seed);
    beats.extend(extremes(&compiled.graph));
    beats.extend(compiled.beats(own));
    beats
}
