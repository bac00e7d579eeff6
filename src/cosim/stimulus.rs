//! Beats worth trying.

use crate::blocks::{Beat, StreamType};

/// Seed of stimuli where none is given.
pub const SEED: u64 = 1;

/// `count` beats: the corners of the formats first, then codes drawn in various ways.
pub fn stimulus(stream: &StreamType, count: usize, seed: u64) -> Vec<Beat> {
    let mut rng = fastrand::Rng::with_seed(seed);
    let mut beats = stream.corners();
    beats.truncate(count);
    beats.resize_with(count, || stream.varied(&mut rng));
    beats
}
