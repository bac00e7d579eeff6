//! The array: constant columns of cells, counted and digitized.

use crate::num::{Format, bits_for_unsigned, covering};
use crate::rtl::{Bits, ModuleBuilder, ModuleId, Netlist, Wire};

use super::spec::{CimTile, Digitizer};

/// Format of a column's product for one input plane and one row group.
pub(super) fn product_format(tile: &CimTile) -> Format {
    let weight = tile.array.weight;
    let groups = tile.array.groups();
    let codes = groups.iter().map(|group| tile.array.digitizer.max_code(group.len()));
    let greatest = codes.max().unwrap_or(0);
    covering(greatest * weight.min(), greatest * weight.max()).unwrap_or(weight)
}

/// The array: every column's digitized bit lines, put together by weight bit. Constants make the
/// columns differ, so it is one module, named by its contents.
pub(super) fn array(tile: &CimTile, into: &mut Netlist) -> ModuleId {
    let name = format!("cim_array_{}_{}", tile.parameters(), tile.contents_hash());
    into.module(&name, |_| {
        let comment = ["Weights as constant masks, one bit line for each weight bit of a column."];
        let m = ModuleBuilder::new(&name, comment);
        let rows = m.input("rows", tile.array.rows as u32);
        for (column, weights) in tile.weights.iter().enumerate() {
            m.output(&format!("product_{column}"), column_product(&m, tile, rows, weights));
        }
        m.finish()
    })
}

fn column_product<'m>(
    m: &'m ModuleBuilder,
    tile: &CimTile,
    rows: Wire<'m>,
    weights: &[i64],
) -> Wire<'m> {
    let weight = tile.array.weight;
    let format = product_format(tile);
    let line = |bit: u32| {
        let cells = weights.iter().map(|code| code >> bit & 1 == 1);
        let mut cells: Vec<bool> = cells.collect();
        cells.resize(tile.array.rows, false);
        digitized_line(m, tile, rows, &cells)
            .map(|code| code.zero_extend(format.bits()).shifted(bit))
    };
    let magnitude_bits = if weight.is_signed() { weight.bits() - 1 } else { weight.bits() };
    let sum = m.sum(format.bits(), (0..magnitude_bits).filter_map(line));
    match weight.is_signed().then(|| line(magnitude_bits)).flatten() {
        Some(sign) => sum - sign,
        None => sum,
    }
}

/// Code of one bit line; `None` for a line without a cell set.
fn digitized_line<'m>(
    m: &'m ModuleBuilder,
    tile: &CimTile,
    rows: Wire<'m>,
    cells: &[bool],
) -> Option<Wire<'m>> {
    if !cells.contains(&true) {
        return None;
    }
    let count = (rows & m.bits(Bits::from_bools(cells.iter().copied()))).popcount();
    let groups = tile.array.groups();
    let greatest = groups.iter().map(std::ops::Range::len).max().unwrap_or(0);
    Some(match tile.array.digitizer {
        Digitizer::Clip { bits } if greatest as u64 >= 1 << bits => {
            let top = m.constant(count.width(), (1 << bits) - 1);
            top.less(count, false).mux(top, count).slice(0, bits)
        }
        _ => count.slice(0, bits_for_unsigned(greatest as u64)),
    })
}
