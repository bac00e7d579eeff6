//! Area of an array as digital logic: cells, digitizers, what rows and contexts need that take turns, accumulators.

use crate::blocks::Cost;
use crate::num::{bits_for_count, bits_for_unsigned};
use crate::tech::{GateCount, Tech};

use super::array::{Array, WeightPlanes};
use super::context::Context;
use super::operator::Operator;
use super::spec::CimArray;

/// Counts the plain form: a line of `n` cells takes `n` full adders or fewer to count, each weight bit one adder of the
/// product's width, each column two registers and an adder of the output's. Beside these the cells, the digitizers,
/// and what rows need that take turns.
pub(super) fn cost(own: &CimArray, tech: &Tech) -> Cost {
    let outputs = own.outputs() as u64;
    let output = u64::from(own.output().bits());
    let planes = own.array.rows as u64 * u64::from(own.lane().bits());
    let cells = match own.constant_tile() {
        Some(_) => constants(own, &own.contexts[0]),
        None => contexts(own),
    };
    let count = GateCount {
        full_adders: outputs * output,
        flops: outputs * 2 * output + planes,
        muxes: planes,
        gates: outputs * output,
    };
    let digitizers =
        own.array.digitizer.gates(own.array.active_rows(), own.outputs() * own.array.lines());
    let turns = own.array.turns(own.outputs(), own.output().bits());
    Cost::of_area((count + cells + turns + digitizers).area(tech.cells))
}

/// Cells and adders of one matrix of constants. A cell costs nothing but the adder it feeds. Where weight planes are
/// serial, all columns share a gate for each row and plane, a column merges what its cells of one row give and counts
/// that, and two gates a plane give each bit of the count its worth. Without multiplications a column has two such
/// lines and their difference, and inputs become signs and magnitudes.
fn constants(own: &CimArray, matrix: &Context) -> GateCount {
    let (array, weight) = (&own.array, own.array.weight);
    let bits = weight.bits();
    let codes = || matrix.weights.iter().flatten();
    let ones = |bit: u32| codes().filter(|code| **code >> bit & 1 == 1).count() as u64;
    let set: u64 = (0..bits).map(ones).sum();
    let used = codes().filter(|code| **code != 0).count() as u64;
    let (rows, outputs) = (array.rows as u64, own.outputs() as u64);
    let product = array.count_bits() + u64::from(bits);
    let (counting, weighing, gates) = match array.weight_planes {
        _ if array.operator == Operator::MultiplicationFree => {
            let planes = rows * u64::from(matrix.input.bits());
            let shared = rows * u64::from(bits + 2);
            (2 * used, product, 2 * shared + 2 * (set - used.min(set)) + 2 * planes)
        }
        WeightPlanes::Parallel => (set, u64::from(bits - 1) * product, 0),
        WeightPlanes::Serial => {
            let negating = if weight.is_signed() { product } else { 0 };
            let shared = rows * u64::from(bits);
            let worth = 2 * outputs * u64::from(bits) * array.count_bits();
            (used, negating, shared + (set - used) + worth)
        }
    };
    GateCount { full_adders: counting + outputs * weighing, gates, ..GateCount::default() }
}

/// Cells and adders of matrices of which one is chosen, or that can be written. A cell that is set in some context is a
/// gate and a full adder (where weight planes are serial, the adder is one for all bits of a weight). In ROM what a
/// cell holds is one of at most `2^contexts` functions of the context, which all cells share; in RAM every context's
/// cell is a flop with its enable and a gate that selects it.
fn contexts(own: &CimArray) -> GateCount {
    let bits = u64::from(own.array.weight.bits());
    let (rows, outputs) = (own.array.rows as u64, own.outputs() as u64);
    let contexts = own.contexts.len() as u64;
    let cells = if own.writable() { rows * outputs * bits } else { cells_in_use(own) };
    let counting = match own.array.weight_planes {
        WeightPlanes::Parallel => cells,
        WeightPlanes::Serial => rows * outputs,
    };
    let (stored, selecting) = match own.writable() {
        true => (writable_cells(own), writable_cells(own)),
        false => (0, contexts * 2u64.saturating_pow(contexts as u32).min(cells)),
    };
    let product = own.array.count_bits() + bits;
    GateCount {
        full_adders: counting + outputs * (bits - 1) * product,
        flops: stored,
        muxes: stored,
        gates: cells + selecting,
    }
}

/// Cells of all contexts that can be written: those of outputs and inputs in use.
fn writable_cells(own: &CimArray) -> u64 {
    let sides = own.contexts.iter().map(Context::sides);
    let cells: usize = sides.map(|(outputs, inputs)| outputs * inputs).sum();
    cells as u64 * u64::from(own.array.weight.bits())
}

/// Cells that are set in one context or more.
fn cells_in_use(own: &CimArray) -> u64 {
    let code = |context: &Context, column: usize, row: usize| {
        context.weights.get(column).and_then(|codes| codes.get(row)).copied().unwrap_or(0)
    };
    let weight = own.array.weight;
    let set = |(column, row): (usize, usize)| {
        let codes = own.contexts.iter().map(|context| weight.encode(code(context, column, row)));
        u64::from(codes.fold(0, |all, code| all | code).count_ones())
    };
    let places =
        (0..own.outputs()).flat_map(|column| (0..own.array.rows).map(move |row| (column, row)));
    places.map(set).sum()
}

impl Array {
    /// Bits of the count of a line: no more rows are driven at once than this holds.
    fn count_bits(&self) -> u64 {
        u64::from(bits_for_unsigned(self.active_rows() as u64))
    }

    /// Where a plane takes several steps: a counter of row groups with the decoder of its count, a gate for each row
    /// that it drives, and for each output a choice of whether its sum of `output` bits doubles or stands.
    fn turns(&self, outputs: usize, output: u32) -> GateCount {
        let groups = self.row_groups().len() as u64;
        let mut count = GateCount::default();
        if groups > 1 {
            let bits = u64::from(bits_for_count(groups as usize));
            let lines = if self.operator == Operator::MultiplicationFree { 2 } else { 1 };
            count.flops = bits;
            count.full_adders = bits;
            count.gates = groups * bits + lines * self.rows as u64;
        }
        if groups > 1 || self.weight_steps() > 1 {
            count.muxes = outputs as u64 * u64::from(output);
        }
        count
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Format;

    #[test]
    fn groups_by_hand() {
        let array = Array::new(64, 16, Format::signed(4));
        assert_eq!((array.count_bits(), array.turns(16, 14)), (7, GateCount::default()));
        // Eight groups: 3 bits of count, 8 comparisons with it, 64 rows, 16 sums of 14 bits.
        let array = Array { active_rows: Some(8), ..array };
        let expected = GateCount { full_adders: 3, flops: 3, muxes: 224, gates: 88 };
        assert_eq!((array.count_bits(), array.turns(16, 14)), (4, expected));
    }
}
