//! Area as flops: the beats that are kept, and the result.

use crate::blocks::Cost;
use crate::num::bits_for_count;
use crate::tech::{GateCount, Tech};

use super::Collect;

pub(super) fn cost(block: &Collect, tech: &Tech) -> Cost {
    let beat = block.lanes as u64 * u64::from(block.format.bits());
    let (beats, counter) = (block.beats as u64, u64::from(bits_for_count(block.beats)));
    let held = (2 * beats - 1) * beat + 2;
    let count =
        GateCount { full_adders: counter, flops: held + counter, muxes: held, gates: counter + 4 };
    Cost::of_area(count.area(tech.cells))
}
