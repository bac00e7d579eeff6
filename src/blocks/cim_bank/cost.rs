//! Area of the bank as digital logic: cells, their selection, counters, accumulators.

use crate::blocks::Cost;
use crate::blocks::cim_array::WeightPlanes;
use crate::num::bits_for_unsigned;
use crate::tech::{GateCount, Tech};

use super::spec::CimBank;

/// Counts the plain form: every cell of every context is a gate (in RAM also a flop with its enable) and
/// every line of a column that is counted `rows - 1` full adders. Constants make the real one smaller.
pub(super) fn cost(bank: &CimBank, tech: &Tech) -> Cost {
    let bits = u64::from(bank.array.weight.bits());
    let (rows, outputs) = (bank.array.rows as u64, bank.outputs() as u64);
    let contexts = bank.contexts.len() as u64;
    let lines = match bank.array.weight_planes {
        WeightPlanes::Parallel => bits,
        WeightPlanes::Serial => 1,
    };
    let cells = rows * outputs * bits * contexts;
    let product = u64::from(bits_for_unsigned(rows)) + bits;
    let output = u64::from(bank.output().bits());
    let planes = rows * u64::from(bank.lane().bits());
    let stored = if bank.writable() { cells } else { 0 };
    let count = GateCount {
        full_adders: outputs * (lines * rows + (bits - 1) * product + output),
        flops: outputs * 2 * output + planes + stored,
        muxes: planes + stored,
        gates: cells + outputs * output,
    };
    Cost::of_area(count.area(tech.cells))
}
