//! Charges of lines whose cells are not alike: sums of integers in place of counts.

use crate::blocks::digitizer::errors::Errors;
use crate::num::bits_for_unsigned;
use crate::rtl::{ModuleBuilder, Wire};

/// Errors of one line.
#[derive(Clone, Copy)]
pub(super) struct LineCharges {
    pub errors: Errors,
    pub column: usize,
}

impl LineCharges {
    /// Charge of the line's driven cells.
    pub fn own<'m>(&self, m: &'m ModuleBuilder, driven: Wire<'m>) -> Wire<'m> {
        charge(m, driven, &self.errors.own(self.column, driven.width() as usize))
    }

    /// Whether the line's charge is at least that of a reference with `mask` charged, of comparator
    /// `reference`: compared are shares of all charge, each multiplied by both totals.
    pub fn reaches<'m>(
        &self,
        m: &'m ModuleBuilder,
        own: Wire<'m>,
        (mask, reference): (Wire<'m>, usize),
    ) -> Wire<'m> {
        let count = mask.width() as usize;
        let total: u64 = self.errors.own(self.column, count).iter().sum();
        let cells = self.errors.reference(reference, self.column, count);
        let all: u64 = cells.iter().sum();
        let offset = self.errors.offset(reference, self.column);
        let added = u128::from(offset.unsigned_abs()) * u128::from(total);
        let width = 128 - (u128::from(total) * u128::from(all) + added).leading_zeros();
        let scaled = |wire: Wire<'m>, by: u64| wire.zero_extend(width).times(by as i64);
        let (own, other) = (scaled(own, all), scaled(charge(m, mask, &cells), total));
        let added = m.constant(width, added as u64);
        let (own, other) = match offset {
            0 => (own, other),
            1.. => (own, other + added),
            _ => (own + added, other),
        };
        !own.less(other, false)
    }
}

/// Sum of the capacitances of cells that are charged.
fn charge<'m>(m: &'m ModuleBuilder, charged: Wire<'m>, cells: &[u64]) -> Wire<'m> {
    let width = bits_for_unsigned(cells.iter().sum());
    let each = cells.iter().enumerate().map(|(cell, capacitance)| {
        charged.bit(cell as u32).repeat(width) & m.constant(width, *capacitance)
    });
    m.sum(width, each)
}
