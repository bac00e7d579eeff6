//! Area as trees and a register.

use crate::blocks::Cost;
use crate::tech::{GateCount, Tech};

use super::{Pooling, WindowPool};

/// A comparison is a subtraction; a maximum chooses by it.
pub(super) fn cost(block: &WindowPool, tech: &Tech) -> Cost {
    let output = u64::from(block.output().bits());
    let pairs = (block.pixels as u64 - 1) * block.channels as u64;
    let held = block.channels as u64 * output + 2;
    let chosen = match block.pooling {
        Pooling::Max => pairs * output,
        Pooling::Sum => 0,
    };
    let count =
        GateCount { full_adders: pairs * output, flops: held, muxes: held + chosen, gates: 4 };
    Cost::of_area(count.area(tech.cells))
}
