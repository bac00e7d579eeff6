//! References and what they are compared with: whether a count reaches threshold `k`.

use crate::blocks::digitizer::conversion::{Conversion, Form};
use crate::blocks::digitizer::range::{RangeRule, Window};
use crate::num::bits_for_unsigned;
use crate::rtl::{Bits, ModuleBuilder, Wire};

use super::charged_lines::ChargedLines;

/// One line's comparisons.
pub(super) struct References<'a, 'm> {
    pub conversion: &'a Conversion,
    /// Cells of the line.
    pub cells: usize,
    /// Width of a code.
    pub bits: u32,
    /// Where cells and comparators are in error, all lines and which of them it is.
    pub in_error: Option<(&'a ChargedLines<'a, 'm>, usize)>,
}

/// Which threshold is compared with, 1 or more.
#[derive(Clone, Copy)]
pub(super) enum Threshold<'m> {
    /// Always the same.
    Fixed(u64),
    /// What the search has come to.
    Found(Wire<'m>),
}

/// Thresholds `(offset + k unit) / scale`.
struct Line {
    scale: u64,
    unit: u64,
    offset: u64,
}

impl<'m> References<'_, 'm> {
    /// Whether the line reaches threshold `k` of a reference, by its number.
    pub fn reaches(
        &self,
        m: &'m ModuleBuilder,
        (name, count): (&str, Wire<'m>),
        (k, reference): (Threshold<'m>, usize),
    ) -> Wire<'m> {
        match self.conversion.form() {
            Form::Optimized => self.number(m, count, k),
            Form::Structural => self.charged(m, (name, count), (k, reference)),
        }
    }

    /// The code in one cycle, where thresholds are a power of two apart and only numbers are compared.
    pub fn quotient(&self, m: &'m ModuleBuilder, count: Wire<'m>) -> Option<Wire<'m>> {
        let Line { scale, unit, offset } = self.line();
        if self.conversion.form() == Form::Structural || !unit.is_power_of_two() {
            return None;
        }
        let greatest = (scale * self.cells as u64).max(offset);
        let width = bits_for_unsigned(greatest).max(count.width()).max(self.bits + unit.ilog2());
        let scaled = count.zero_extend(width).shifted(scale.ilog2());
        let above = match m.constant(width, offset) {
            _ if offset == 0 => scaled,
            least => scaled.less(least, false).mux(m.constant(width, 0), scaled - least),
        };
        let whole = above.slice(unit.ilog2(), width - unit.ilog2());
        let (code, beyond) = (whole.slice(0, self.bits), whole.width() - self.bits);
        if beyond == 0 {
            return Some(code);
        }
        let saturated = whole.slice(self.bits, beyond).reduce_or();
        Some(code | saturated.repeat(self.bits))
    }

    /// Compares with the threshold as a number.
    fn number(&self, m: &'m ModuleBuilder, count: Wire<'m>, k: Threshold<'m>) -> Wire<'m> {
        let k = match k {
            Threshold::Fixed(k) => m.constant(self.bits, k),
            Threshold::Found(k) => k,
        };
        let Line { scale, unit, offset } = self.line();
        let greatest_k = (1u64 << self.bits) - 1;
        let greatest = (scale * self.cells as u64).max(offset + greatest_k * unit);
        let width = bits_for_unsigned(greatest).max(count.width()).max(k.width());
        let count = count.zero_extend(width).shifted(scale.ilog2());
        let threshold = match unit.is_power_of_two() {
            true => k.zero_extend(width).shifted(unit.ilog2()),
            false => k.zero_extend(width).times(unit as i64),
        };
        let threshold = match offset {
            0 => threshold,
            offset => threshold + m.constant(width, offset),
        };
        !count.less(threshold, false)
    }

    /// Compares with a count of cells that the reference has charged. There is no reference beyond all
    /// cells: that comparator is not strobed.
    fn charged(
        &self,
        m: &'m ModuleBuilder,
        (name, count): (&str, Wire<'m>),
        (k, reference): (Threshold<'m>, usize),
    ) -> Wire<'m> {
        let cells = (0..self.cells as u64).map(|cell| self.from(m, k, self.first_beyond(cell)));
        let mask = m.wire(&format!("{name}_mask"), m.concat(cells.collect::<Vec<_>>()));
        let reached = match self.in_error {
            Some((lines, line)) => lines.reaches(line, name, (mask, reference)),
            None => {
                let reference = mask.popcount();
                let width = reference.width().max(count.width());
                !count.zero_extend(width).less(reference.zero_extend(width), false)
            }
        };
        reached & !self.from(m, k, self.first_beyond(self.cells as u64))
    }

    /// Whether `k` is `first` or more.
    fn from(&self, m: &'m ModuleBuilder, k: Threshold<'m>, first: u64) -> Wire<'m> {
        let k = match k {
            Threshold::Fixed(k) => return m.constant(1, u64::from(k >= first)),
            Threshold::Found(k) => k,
        };
        match first {
            0 | 1 => m.constant(1, 1),
            first if first >> self.bits > 0 => m.constant(1, 0),
            first if (first + 1) >> self.bits > 0 => k.reduce_and(),
            first => !k.less(m.constant(self.bits, first), false),
        }
    }

    /// The first threshold that is above `count`.
    fn first_beyond(&self, count: u64) -> u64 {
        let Line { scale, unit, offset } = self.line();
        match (count * scale).checked_sub(offset) {
            Some(above) => above / unit + 1,
            None => 1,
        }
    }

    fn line(&self) -> Line {
        match self.conversion.range() {
            RangeRule::Clip | RangeRule::Calibrated => Line { scale: 1, unit: 1, offset: 0 },
            RangeRule::Window(Window { low, step }) => {
                Line { scale: 1, unit: step.into(), offset: low.into() }
            }
            RangeRule::Full => self.full(),
        }
    }

    /// `k N / 2^n` in lowest terms; where every `k` is a count of its own, `k` itself.
    fn full(&self) -> Line {
        let (cells, codes) = (self.cells as u64, 1u64 << self.bits);
        if cells == codes - 1 {
            return Line { scale: 1, unit: 1, offset: 0 };
        }
        let common = 1u64 << cells.trailing_zeros().min(self.bits);
        Line { scale: codes / common, unit: cells / common, offset: 0 }
    }
}

/// A constant of `width` bits whose only one is bit `at`.
pub(super) fn one_at(m: &ModuleBuilder, width: u32, at: u32) -> Wire<'_> {
    m.bits(Bits::from_bools((0..width).map(|bit| bit == at)))
}
