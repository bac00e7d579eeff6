//! Bit lines: cells that are driven, counted and digitized.

use std::ops::Range;

use crate::blocks::digitizer::{Converter, MomentWires, RangeRule, Window, search_bits};
use crate::num::{Format, bits_for_count, covering};
use crate::rtl::{ModuleBuilder, Netlist, Wire};

use crate::blocks::cim_array::array::Array;
use crate::blocks::cim_array::operator::Operator;

/// Port of the array that tells its lines where in a conversion they are.
pub(super) const SEARCH: &str = "search";

/// Port on which they tell that all codes are found, where that is not always in the same cycle.
pub(super) const FOUND: &str = "found";

/// Ports that tell them which conversion it is, where decisions have noise: that a product is taken, and the number
/// of the plane (see [`plane_number_bits`]).
pub(super) const TAKEN: &str = "taken";

/// The other one.
pub(super) const PLANE: &str = "plane_number";

/// Bits of a plane's number: four for the weight plane, where they are serial; four for the input plane; the row
/// group.
pub(super) fn plane_number_bits(array: &Array) -> u32 {
    let groups = array.row_groups().len();
    if groups > 1 { 8 + bits_for_count(groups) } else { 8 }
}

/// Bits that tell which plane of weights is read, one hot. For a multiplication-free operator: a plane of their
/// magnitudes or, last, their signs.
pub(super) fn weight_plane_bits(array: &Array) -> u32 {
    match array.operator {
        Operator::Product => array.weight_steps(),
        Operator::MultiplicationFree => array.weight.bits() + 1,
    }
}

/// The cells of a line.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cells {
    /// Those of weights whose code has this bit.
    Bit(u32),
    /// Those of weights whose magnitude has this bit, on rows that count for them or against them.
    Magnitude { bit: u32, against: bool },
    /// Those of weights more than 0 or, against, less.
    Sign { against: bool },
}

/// One column's lines: of one the cells that are driven; `None` where none is set.
pub(super) type ColumnLines<'a, 'm> = dyn Fn(Cells) -> Option<Wire<'m>> + 'a;

/// Format of what a column gives in one step.
pub(super) fn product_format(array: &Array) -> Format {
    let products = array.row_groups().into_iter().map(|group| array.step_product(group.len()));
    let ends = products.fold((0, 0), |all, one| (all.0.min(one.0), all.1.max(one.1)));
    covering(ends.0, ends.1).unwrap_or(array.weight)
}

/// The array's columns at work: their digitizers, and ports that lead these.
pub(super) struct Columns<'a, 'm> {
    m: &'m ModuleBuilder,
    array: &'a Array,
    converter: Converter<'a, 'm>,
    /// One hot, least bit first, where weight planes are serial.
    plane: Option<Wire<'m>>,
}

impl<'a, 'm> Columns<'a, 'm> {
    /// Takes the ports `weight_plane` and [`SEARCH`] where there is something to tell.
    /// `contexts` are those asked for and at work, and how many there are; `None` for one.
    pub fn new(
        m: &'m ModuleBuilder,
        array: &'a Array,
        contexts: Option<(Wire<'m>, Wire<'m>, usize)>,
    ) -> Self {
        let planes = weight_plane_bits(array);
        let plane = (planes > 1).then(|| m.input("weight_plane", planes));
        let search = search_bits(&array.digitizer).map(|bits| m.input(SEARCH, bits));
        let moment = array.is_noisy().then(|| MomentWires {
            taken: m.input(TAKEN, 1),
            contexts,
            plane: Some(m.input(PLANE, plane_number_bits(array))),
        });
        let converter = Converter::new(m, (&array.digitizer, array.active_rows()), search);
        let converter = converter.with(array.errors.as_ref(), moment);
        Self { m, array, converter, plane }
    }

    /// Gives the product of a column: its digitized lines by the worth of their bits, together or, where
    /// planes are serial, that of the plane that is read.
    pub fn product(&self, column: usize, lines: &ColumnLines<'_, 'm>) {
        let product = match self.plane {
            Some(plane) if self.array.operator == Operator::MultiplicationFree => {
                self.difference(column, lines, plane)
            }
            Some(plane) => self.chosen(column, lines, plane),
            None => self.whole(column, lines),
        };
        self.m.output(&format!("product_{column}"), product);
    }

    /// The difference of what two lines are worth: one of rows that count for it, one of those that count against.
    fn difference(&self, column: usize, lines: &ColumnLines<'_, 'm>, plane: Wire<'m>) -> Wire<'m> {
        let bits = self.array.weight.bits();
        let none = || self.m.constant(self.array.rows as u32, 0);
        let line = |against: bool| {
            let magnitudes = (0..bits).map(|bit| (bit, Cells::Magnitude { bit, against }));
            let all = magnitudes.chain([(bits, Cells::Sign { against })]);
            let driven = all.filter_map(|(place, cells)| {
                let cells = lines(cells)?;
                Some(cells & plane.bit(place).repeat(cells.width()))
            });
            let driven = self.m.tree(driven.collect::<Vec<_>>(), |a, b| a | b);
            self.worth(column, against.into(), driven.unwrap_or_else(none))
        };
        line(false) - line(true)
    }

    /// What a line is worth, at the width of products.
    fn worth(&self, column: usize, bit: u32, driven: Wire<'m>) -> Wire<'m> {
        let width = product_format(self.array).bits();
        let driven = match self.array.errors {
            Some(_) => self.folded(driven),
            None => driven,
        };
        let line = self.array.line(column, bit);
        let code = self.converter.code((&format!("c{column}_{bit}"), line), driven);
        // A code may have bits that no count reaches.
        let code = code.resize(width, false);
        match self.array.digitizer.range() {
            RangeRule::Window(Window { low, step }) => {
                code.times(step.into()) + self.m.constant(width, low.into())
            }
            RangeRule::Full | RangeRule::Clip | RangeRule::Calibrated => code,
        }
    }

    /// The driven cells of whatever row group: rows that take turns share the cell of a line that is charged.
    fn folded(&self, driven: Wire<'m>) -> Wire<'m> {
        let cells = self.array.active_rows() as u32;
        let groups =
            self.array.row_groups().into_iter().map(|group| {
                driven.slice(group.start as u32, group.len() as u32).zero_extend(cells)
            });
        let folded = self.m.tree(groups.collect::<Vec<_>>(), |a, b| a | b);
        folded.unwrap_or_else(|| self.m.constant(cells, 0))
    }

    /// What a column's line without a cell set is worth; `None` for nothing.
    fn empty(&self, column: usize, bit: u32) -> Option<Wire<'m>> {
        if self.array.errors.is_some() {
            let none = self.m.constant(self.array.rows as u32, 0);
            return Some(self.worth(column, bit, none));
        }
        let width = product_format(self.array).bits();
        let least = self.array.digitized(0);
        (least != 0).then(|| self.m.signed_constant(width, least))
    }

    fn whole(&self, column: usize, lines: &ColumnLines<'_, 'm>) -> Wire<'m> {
        let (weight, width) = (self.array.weight, product_format(self.array).bits());
        let worth = |bit: u32| {
            let line = lines(Cells::Bit(bit)).map(|driven| self.worth(column, bit, driven));
            Some(line.or_else(|| self.empty(column, bit))?.shifted(bit))
        };
        let sum = self.m.sum(width, magnitude(weight).filter_map(worth));
        match sign(weight).and_then(worth) {
            Some(sign) => sum - sign,
            None => sum,
        }
    }

    /// One digitizer for all lines of the column: what it gives is worth the bit of the line it looks at.
    fn chosen(&self, column: usize, lines: &ColumnLines<'_, 'm>, plane: Wire<'m>) -> Wire<'m> {
        let (weight, m) = (self.array.weight, self.m);
        let width = product_format(self.array).bits();
        let driven = (0..weight.bits()).filter_map(|bit| {
            let cells = lines(Cells::Bit(bit))?;
            Some(cells & plane.bit(bit).repeat(cells.width()))
        });
        let driven = driven.reduce(|all, line| all | line);
        let line =
            driven.map(|driven| self.worth(column, 0, driven)).or_else(|| self.empty(column, 0));
        let Some(line) = line else { return m.constant(width, 0) };
        let worth = |bit: u32| line.shifted(bit) & plane.bit(bit).repeat(width);
        let sum = magnitude(weight).map(worth).reduce(|all, one| all | one);
        let sum = sum.unwrap_or_else(|| m.constant(width, 0));
        match sign(weight) {
            Some(bit) => plane.bit(bit).mux(m.constant(width, 0) - line.shifted(bit), sum),
            None => sum,
        }
    }

    /// Gives the port [`FOUND`] where there is something to tell. All columns are known now.
    pub fn finish(self, netlist: &mut Netlist) {
        if let Some(found) = self.converter.finish(netlist) {
            self.m.output(FOUND, found);
        }
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
