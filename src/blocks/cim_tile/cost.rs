//! Area of the tile as digital logic: constant columns, adders, accumulators.

use crate::blocks::Cost;
use crate::blocks::cim_array::{Operator, WeightPlanes};
use crate::tech::{GateCount, Tech};

use super::spec::CimTile;

/// Counts the plain form, beside the digitizers and what rows need that take turns: a line of `n` ones takes `n - 1` full adders or fewer to count, each
/// weight bit one adder of the product's width, each column two registers and an adder of the
/// output's. An ROM cell costs nothing but the adder it feeds. Where weight planes are serial, all columns
/// share a gate for each row and plane, a column merges what its cells of one row give and counts that,
/// and two gates a plane give each bit of the count its worth. Without multiplications a column has two such lines
/// and their difference, and inputs become signs and magnitudes.
pub(super) fn cost(tile: &CimTile, tech: &Tech) -> Cost {
    let bits = tile.array.weight.bits();
    let codes = || tile.weights.iter().flatten();
    let ones = |bit: u32| codes().filter(|code| **code >> bit & 1 == 1).count() as u64;
    let set: u64 = (0..bits).map(ones).sum();
    let outputs = tile.outputs() as u64;
    let count_bits = tile.array.count_bits();
    let product = count_bits + u64::from(bits);
    let output = u64::from(tile.output().bits());
    let planes = tile.array.rows as u64 * u64::from(tile.input.bits());
    let (counting, weighing, choosing) = match tile.array.weight_planes {
        _ if tile.array.operator == Operator::MultiplicationFree => {
            let rows = codes().filter(|code| **code != 0).count() as u64;
            let shared = tile.array.rows as u64 * u64::from(bits + 2);
            (2 * rows, product, 2 * shared + 2 * (set - rows.min(set)) + 2 * planes)
        }
        WeightPlanes::Parallel => (set, u64::from(bits - 1) * product, 0),
        WeightPlanes::Serial => {
            let rows = codes().filter(|code| **code != 0).count() as u64;
            let negating = if tile.array.weight.is_signed() { product } else { 0 };
            let shared = tile.array.rows as u64 * u64::from(bits);
            let worth = 2 * outputs * u64::from(bits) * count_bits;
            (rows, negating, shared + (set - rows) + worth)
        }
    };
    let count = GateCount {
        full_adders: counting + outputs * (weighing + output),
        flops: outputs * 2 * output + planes,
        muxes: planes,
        gates: outputs * output + choosing,
    };
    let digitizers =
        tile.array.digitizer.gates(tile.array.active_rows(), tile.outputs() * tile.array.lines());
    let turns = tile.array.turns(tile.outputs(), tile.output().bits());
    Cost::of_area((count + turns + digitizers).area(tech.cells))
}
