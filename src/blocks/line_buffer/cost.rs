//! Area as registers: the window, and the lines above as if they were flops.

use crate::blocks::Cost;
use crate::num::bits_for_count;
use crate::tech::{GateCount, Tech};

use super::LineBuffer;

/// A memory compiler's lines would be smaller; what one gives is not known here.
pub(super) fn cost(block: &LineBuffer, tech: &Tech) -> Cost {
    let [rows, columns] = block.window.kernel.map(|side| side as u64);
    let pixel = u64::from(block.pixel());
    let lines = (rows - 1) * block.image.width as u64 * pixel;
    let window = rows * columns * pixel;
    let counters = u64::from(bits_for_count(block.scan().positions())) + 4;
    let count = GateCount {
        full_adders: counters,
        flops: lines + window + counters,
        // Each flop keeps its value but in its step; lines are read by as many.
        muxes: 2 * lines + window,
        gates: rows * pixel + 4 * counters,
    };
    Cost::of_area(count.area(tech.cells))
}
