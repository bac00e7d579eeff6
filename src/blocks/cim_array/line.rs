//! Bit lines: cells that are driven, counted and digitized.

use std::ops::Range;

use crate::num::{Format, bits_for_unsigned, covering};
use crate::rtl::{ModuleBuilder, Wire};

use super::spec::{Array, Digitizer, WeightPlanes};

/// One column's bit lines: for a weight bit, the cells of its line that are driven; `None` for a line
/// without a cell set.
pub(in crate::blocks) type Lines<'a, 'm> = dyn Fn(u32) -> Option<Wire<'m>> + 'a;

/// Format of a column's product for one input plane and one row group.
pub(in crate::blocks) fn product_format(array: &Array) -> Format {
    let weight = array.weight;
    let groups = array.groups();
    let codes = groups.iter().map(|group| array.digitizer.max_code(group.len()));
    let greatest = codes.max().unwrap_or(0);
    covering(greatest * weight.min(), greatest * weight.max()).unwrap_or(weight)
}

/// One column's product: its digitized lines by the worth of their bits, together or, where planes are
/// serial, that of the plane that `plane` (one hot, least bit first) chooses.
pub(in crate::blocks) fn digitized_product<'m>(
    m: &'m ModuleBuilder,
    array: &Array,
    lines: &Lines<'_, 'm>,
    plane: Option<Wire<'m>>,
) -> Wire<'m> {
    match (array.weight_planes, plane) {
        (WeightPlanes::Serial, Some(plane)) => chosen_product(m, array, lines, plane),
        _ => whole_product(m, array, lines),
    }
}

fn whole_product<'m>(m: &'m ModuleBuilder, array: &Array, lines: &Lines<'_, 'm>) -> Wire<'m> {
    let (weight, width) = (array.weight, product_format(array).bits());
    let worth = |bit: u32| {
        let code = digitized(m, array, lines(bit)?);
        Some(code.zero_extend(width).shifted(bit))
    };
    let sum = m.sum(width, magnitude(weight).filter_map(worth));
    match sign(weight).and_then(worth) {
        Some(sign) => sum - sign,
        None => sum,
    }
}

/// One digitizer for all lines of the column: what it gives is worth the bit of the line it looks at.
fn chosen_product<'m>(
    m: &'m ModuleBuilder,
    array: &Array,
    lines: &Lines<'_, 'm>,
    plane: Wire<'m>,
) -> Wire<'m> {
    let (weight, width) = (array.weight, product_format(array).bits());
    let driven = (0..weight.bits()).filter_map(|bit| {
        let cells = lines(bit)?;
        Some(cells & plane.bit(bit).repeat(cells.width()))
    });
    let Some(driven) = driven.reduce(|all, line| all | line) else { return m.constant(width, 0) };
    let code = digitized(m, array, driven).zero_extend(width);
    let worth = |bit: u32| code.shifted(bit) & plane.bit(bit).repeat(width);
    let sum = magnitude(weight).map(worth).reduce(|all, one| all | one);
    let sum = sum.unwrap_or_else(|| m.constant(width, 0));
    match sign(weight) {
        Some(bit) => plane.bit(bit).mux(m.constant(width, 0) - code.shifted(bit), sum),
        None => sum,
    }
}

/// Bits that count for what they are worth.
fn magnitude(weight: Format) -> Range<u32> {
    0..weight.bits() - u32::from(weight.is_signed())
}

/// The bit that counts against it.
fn sign(weight: Format) -> Option<u32> {
    weight.is_signed().then(|| weight.bits() - 1)
}

/// Code of one bit line.
fn digitized<'m>(m: &'m ModuleBuilder, array: &Array, driven: Wire<'m>) -> Wire<'m> {
    let count = driven.popcount();
    let greatest = array.groups().iter().map(Range::len).max().unwrap_or(0);
    match array.digitizer {
        Digitizer::Clip { bits } if greatest as u64 >= 1 << bits => {
            let top = m.constant(count.width(), (1 << bits) - 1);
            top.less(count, false).mux(top, count).slice(0, bits)
        }
        _ => count.slice(0, bits_for_unsigned(greatest as u64)),
    }
}
