//! Area as trees and a register.

use crate::blocks::Cost;
use crate::blocks::ranked::{compared_bits, keys};
use crate::tech::{GateCount, Tech};

use super::{Pooling, WindowPool};

/// A comparison is a subtraction; a maximum chooses by it.
pub(super) fn cost(block: &WindowPool, tech: &Tech) -> Cost {
    let output = u64::from(block.output().bits());
    let pairs = (block.pixels as u64 - 1) * block.channels as u64;
    let held = block.channels as u64 * output + 2;
    let chosen = match block.pooling {
        Pooling::Max => pairs * compared_bits(block.input),
        Pooling::Sum => 0,
    };
    let count = GateCount {
        full_adders: pairs * compared_bits(block.input).max(output),
        flops: held,
        muxes: held + chosen,
        gates: 4,
    };
    let lanes = block.pixels * block.channels;
    Cost::of_area((count + keys(block.input, lanes as u64)).area(tech.cells))
}
