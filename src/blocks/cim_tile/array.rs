//! The array: constant columns of cells, counted and digitized.

use crate::blocks::cim_array::{Array, Cells, Columns, Operator};
use crate::rtl::{Bits, ModuleBuilder, ModuleId, Netlist, Wire};

use super::spec::CimTile;

/// The array: every column's digitized bit lines, put together by weight bit. Constants make the
/// columns differ, so it is one module, named by its contents.
pub(super) fn array(tile: &CimTile, into: &mut Netlist) -> ModuleId {
    let name = format!("cim_array_{}_{}", tile.parameters(), tile.contents_hash());
    into.module(&name, |netlist| {
        let comment = ["Weights as constant masks, one bit line for each weight bit of a column."];
        let m = ModuleBuilder::new(&name, comment);
        let rows = Rows::new(&m, &tile.array);
        let columns = Columns::new(&m, &tile.array, None);
        for (column, weights) in tile.weights.iter().enumerate() {
            columns.product(column, &|cells| {
                Some(rows.driving(cells) & m.bits(set(weights, cells, tile.array.rows)?))
            });
        }
        columns.finish(netlist);
        m.finish()
    })
}

/// What drives cells.
enum Rows<'m> {
    /// Bits of inputs.
    Bits(Wire<'m>),
    /// Rows that count for a line, and those that count against it.
    Signed { positive: Wire<'m>, negative: Wire<'m> },
}

impl<'m> Rows<'m> {
    fn new(m: &'m ModuleBuilder, array: &Array) -> Self {
        let port = |name: &str| m.input(name, array.rows as u32);
        match array.operator {
            Operator::Product => Self::Bits(port("rows")),
            Operator::MultiplicationFree => {
                Self::Signed { positive: port("rows_positive"), negative: port("rows_negative") }
            }
        }
    }

    fn driving(&self, cells: Cells) -> Wire<'m> {
        match (self, cells) {
            (Self::Bits(rows), _) => *rows,
            (
                Self::Signed { negative, .. },
                Cells::Magnitude { against: true, .. } | Cells::Sign { against: true },
            ) => *negative,
            (Self::Signed { positive, .. }, _) => *positive,
        }
    }
}

/// The cells of a line that are set, rows beyond the weights not; `None` where none is.
fn set(weights: &[i64], cells: Cells, rows: usize) -> Option<Bits> {
    let is_set = |code: &i64| match cells {
        Cells::Bit(bit) => code >> bit & 1 == 1,
        Cells::Magnitude { bit, .. } => code.unsigned_abs() >> bit & 1 == 1,
        Cells::Sign { against: false } => *code > 0,
        Cells::Sign { against: true } => *code < 0,
    };
    let set = weights.iter().map(is_set);
    let cells = Bits::from_bools(set.chain(std::iter::repeat(false)).take(rows));
    cells.any().then_some(cells)
}
