//! Area of the bank as digital logic: cells, their selection, counters, accumulators.

use crate::blocks::Cost;
use crate::blocks::cim_array::WeightPlanes;
use crate::tech::{GateCount, Tech};

use super::spec::{CimBank, Context};

/// Counts the plain form, beside the digitizers and what rows need that take turns. A cell that is set in some context is a gate and a full adder
/// (where weight planes are serial, the adder is one for all bits of a weight). In ROM what a cell holds is one of at most
/// `2^contexts` functions of the context, which all cells share; in RAM every context's cell is a flop with
/// its enable and a gate that selects it.
pub(super) fn cost(bank: &CimBank, tech: &Tech) -> Cost {
    let bits = u64::from(bank.array.weight.bits());
    let (rows, outputs) = (bank.array.rows as u64, bank.outputs() as u64);
    let contexts = bank.contexts.len() as u64;
    let all = rows * outputs * bits;
    let cells = if bank.writable() { all } else { cells_in_use(bank) };
    let added = match bank.array.weight_planes {
        WeightPlanes::Parallel => cells,
        WeightPlanes::Serial => rows * outputs,
    };
    let (stored, selecting) = match bank.writable() {
        true => (writable_cells(bank), writable_cells(bank)),
        false => (0, contexts * 2u64.saturating_pow(contexts as u32).min(cells)),
    };
    let product = bank.array.count_bits() + bits;
    let output = u64::from(bank.output().bits());
    let planes = rows * u64::from(bank.lane().bits());
    let count = GateCount {
        full_adders: added + outputs * ((bits - 1) * product + output),
        flops: outputs * 2 * output + planes + stored,
        muxes: planes + stored,
        gates: cells + selecting + outputs * output,
    };
    let digitizers =
        bank.array.digitizer.gates(bank.array.active_rows(), bank.outputs() * bank.array.lines());
    let turns = bank.array.turns(bank.outputs(), bank.output().bits());
    Cost::of_area((count + turns + digitizers).area(tech.cells))
}

/// Cells of all contexts that can be written: those of outputs and inputs in use.
fn writable_cells(bank: &CimBank) -> u64 {
    let sides = bank.contexts.iter().map(Context::sides);
    let cells: usize = sides.map(|(outputs, inputs)| outputs * inputs).sum();
    cells as u64 * u64::from(bank.array.weight.bits())
}

/// Cells that are set in one context or more.
fn cells_in_use(bank: &CimBank) -> u64 {
    let code = |context: &Context, column: usize, row: usize| {
        context.weights.get(column).and_then(|codes| codes.get(row)).copied().unwrap_or(0)
    };
    let weight = bank.array.weight;
    let set = |(column, row): (usize, usize)| {
        let codes = bank.contexts.iter().map(|context| weight.encode(code(context, column, row)));
        u64::from(codes.fold(0, |all, code| all | code).count_ones())
    };
    let places =
        (0..bank.outputs()).flat_map(|column| (0..bank.array.rows).map(move |row| (column, row)));
    places.map(set).sum()
}
