//! Area of the tile as digital logic: constant columns, adders, accumulators.

use crate::blocks::Cost;
use crate::num::bits_for_unsigned;
use crate::tech::{GateCount, Tech};

use super::spec::CimTile;

/// Counts the plain form: a line of `n` ones takes `n - 1` full adders or fewer to count, each
/// weight bit one adder of the product's width, each column two registers and an adder of the
/// output's. An ROM cell costs nothing but the adder it feeds.
pub(super) fn cost(tile: &CimTile, tech: &Tech) -> Cost {
    let bits = tile.array.weight.bits();
    let ones =
        |bit: u32| tile.weights.iter().flatten().filter(|code| **code >> bit & 1 == 1).count();
    let counting: u64 = (0..bits).map(|bit| ones(bit) as u64).sum();
    let outputs = tile.outputs() as u64;
    let product = u64::from(bits_for_unsigned(tile.array.rows as u64) + bits);
    let output = u64::from(tile.output().bits());
    let planes = tile.array.rows as u64 * u64::from(tile.input.bits());
    let count = GateCount {
        full_adders: counting + outputs * (u64::from(bits - 1) * product + output),
        flops: outputs * 2 * output + planes,
        muxes: planes,
        gates: outputs * output,
    };
    Cost::of_area(count.area(tech.cells))
}
