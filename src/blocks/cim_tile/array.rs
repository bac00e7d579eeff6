//! The array: constant columns of cells, counted and digitized.

use crate::blocks::cim_array::Columns;
use crate::rtl::{Bits, ModuleBuilder, ModuleId, Netlist};

use super::spec::CimTile;

/// The array: every column's digitized bit lines, put together by weight bit. Constants make the
/// columns differ, so it is one module, named by its contents.
pub(super) fn array(tile: &CimTile, into: &mut Netlist) -> ModuleId {
    let name = format!("cim_array_{}_{}", tile.parameters(), tile.contents_hash());
    into.module(&name, |netlist| {
        let comment = ["Weights as constant masks, one bit line for each weight bit of a column."];
        let m = ModuleBuilder::new(&name, comment);
        let rows = m.input("rows", tile.array.rows as u32);
        let columns = Columns::new(&m, &tile.array);
        for (column, weights) in tile.weights.iter().enumerate() {
            let line = |bit: u32| {
                let cells = cells(weights, bit, tile.array.rows);
                cells.any().then(|| rows & m.bits(cells))
            };
            columns.product(column, &line);
        }
        columns.finish(netlist);
        m.finish()
    })
}

/// The cells of one bit line that are set; rows beyond the weights are not.
fn cells(weights: &[i64], bit: u32, rows: usize) -> Bits {
    let set = weights.iter().map(|code| code >> bit & 1 == 1);
    Bits::from_bools(set.chain(std::iter::repeat(false)).take(rows))
}
