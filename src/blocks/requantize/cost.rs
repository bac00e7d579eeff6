//! Area as array multipliers, adders of rounding and bias, comparators and the result register.

use crate::blocks::Cost;
use crate::tech::{GateCount, Tech};

use super::Requantize;

/// A constant multiplier is counted as one adder for each set bit of its constant but the first.
pub(super) fn cost(block: &Requantize, tech: &Tech) -> Cost {
    let lanes = block.multipliers.len() as u64;
    let product = u64::from(block.input.bits() + block.multiplier_bits());
    let output = u64::from(block.output.bits());
    let adders: u64 =
        block.multipliers.iter().map(|m| u64::from(m.count_ones().saturating_sub(1))).sum();
    let count = GateCount {
        full_adders: adders * product + lanes * product,
        flops: lanes * output,
        muxes: lanes * 2 * output,
        gates: lanes * 2 * product,
    };
    Cost::of_area(count.area(tech.cells))
}
