//! The digitizer of one line, and the signals that lead all digitizers of a module through a conversion.

use std::cell::RefCell;

use crate::blocks::digitizer::conversion::Conversion;
use crate::blocks::digitizer::errors::Errors;
use crate::blocks::digitizer::tree::Tree;
use crate::num::{bits_for_count, bits_for_unsigned};
use crate::rtl::{ModuleBuilder, Netlist, Reg, Wire};

use super::charged_lines::{ChargedLines, MomentWires};
use super::fixed::Fixed;
use super::references::References;
use super::tree_walk::Walk;

/// Digitizes lines of one module.
pub(in crate::blocks) struct Converter<'a, 'm> {
    m: &'m ModuleBuilder,
    conversion: &'a Conversion,
    cells: usize,
    search: Option<Wire<'m>>,
    tree: Option<Tree>,
    in_error: Option<ChargedLines<'a, 'm>>,
    /// Whether each line's code is found, where lines differ.
    found: RefCell<Vec<Wire<'m>>>,
}

impl<'a, 'm> Converter<'a, 'm> {
    /// Digitizers for lines of `cells` that count. `search` tells where in a conversion they are: it has
    /// [`search_bits`].
    pub fn new(
        m: &'m ModuleBuilder,
        (conversion, cells): (&'a Conversion, usize),
        search: Option<Wire<'m>>,
    ) -> Self {
        let (tree, found) = (conversion.tree(), RefCell::new(vec![]));
        Self { m, conversion, cells, search, tree, in_error: None, found }
    }

    /// The same with errors, where there are some. `moment` tells which conversion it is if they are noisy.
    pub fn with(self, errors: Option<&'a Errors>, moment: Option<MomentWires<'m>>) -> Self {
        let in_error = errors.map(|errors| {
            let step = self.search.filter(|_| errors.depend_on_step());
            let step = step.map(|search| self.step(search));
            ChargedLines::new(self.m, errors, moment, step)
        });
        Self { in_error, ..self }
    }

    /// Number of the step.
    fn step(&self, search: Wire<'m>) -> Wire<'m> {
        let m = self.m;
        let numbered = |width: u32, step: u32| m.constant(width, step.into());
        match &self.tree {
            None => {
                let width = bits_for_count(search.width() as usize);
                let chosen = (0..search.width())
                    .map(|step| search.bit(step).repeat(width) & numbered(width, step));
                let step = m.tree(chosen.collect::<Vec<_>>(), |a, b| a | b);
                m.wire("step", step.unwrap_or_else(|| numbered(width, 0)))
            }
            Some(tree) => {
                let deepest = tree.depths().into_iter().max().unwrap_or(1);
                let width = bits_for_count(deepest as usize);
                let count = m.register("questions", width);
                let step = m.wire("step", search.mux(numbered(width, 0), count.value()));
                count.next(step + numbered(width, 1));
                step
            }
        }
    }

    /// The code of a line, in the last cycle of a conversion; of the line its name and the number of its column.
    pub fn code(&self, (name, column): (&str, usize), driven: Wire<'m>) -> Wire<'m> {
        let lines = self.in_error.as_ref();
        let in_error = lines.map(|lines| (lines, lines.add(name, column, driven)));
        self.searched(name, driven.popcount(), in_error)
    }

    /// The same of a line that is counted elsewhere, and without errors.
    pub fn code_of_count(&self, name: &str, count: Wire<'m>) -> Wire<'m> {
        self.searched(name, count, None)
    }

    fn searched(
        &self,
        name: &str,
        count: Wire<'m>,
        in_error: Option<(&ChargedLines<'a, 'm>, usize)>,
    ) -> Wire<'m> {
        let (m, conversion, cells) = (self.m, self.conversion, self.cells);
        let bits = conversion.code_bits(cells);
        // Some lines have more cells than are ever driven at once, and some have fewer.
        let width = bits_for_unsigned(cells as u64);
        let count = count.slice(0, width.min(count.width())).zero_extend(width);
        if *conversion == Conversion::Exact {
            return count;
        }
        let references = &References { conversion, cells, bits, in_error };
        if let (Some(tree), Some(begins)) = (&self.tree, self.search) {
            let fickle = in_error.is_some_and(|(lines, _)| lines.differ_by_step());
            let walk = Walk { m, references, name, count, tree, begins, fickle };
            let (code, found) = walk.code();
            self.found.borrow_mut().push(found);
            return code;
        }
        let (steps, step) = (self.conversion.steps().unwrap_or_default(), self.search);
        Fixed { m, references, name, count, steps: &steps, step }.code()
    }

    /// Whether all codes are found; `None` where that is told by the cycle. All lines are known now.
    pub fn finish(self, netlist: &mut Netlist) -> Option<Wire<'m>> {
        if let Some(lines) = self.in_error {
            lines.finish(netlist);
        }
        self.tree.is_some().then(|| self.m.all(self.found.into_inner()))
    }
}

/// Bits that tell lines where in a conversion they are: the step of several, one hot; along a tree whether
/// a search begins. `None` where there is nothing to tell.
pub(in crate::blocks) fn search_bits(conversion: &Conversion) -> Option<u32> {
    match conversion.steps() {
        Some(steps) if steps.len() > 1 => Some(steps.len() as u32),
        Some(_) => None,
        None => Some(1),
    }
}

/// Counts the cycles of conversions.
pub(in crate::blocks) struct ConversionCounter<'m> {
    count: Option<Reg<'m>>,
    precharge: u32,
    /// Steps of a search that are told apart.
    steps: u32,
    /// Whether the search ends when all codes are found.
    walks: bool,
    /// This cycle is the last of a conversion; `None` where all are.
    pub last: Option<Wire<'m>>,
}

impl<'m> ConversionCounter<'m> {
    /// A counter for `conversion`. `found` tells when all codes are, where that is not always the same.
    pub fn new(m: &'m ModuleBuilder, conversion: &Conversion, found: Option<Wire<'m>>) -> Self {
        let (precharge, walks) = (conversion.precharge_cycles(), found.is_some());
        // Along a tree: the first question, and all others.
        let steps = conversion.steps().map_or(2, |steps| steps.len() as u32);
        if precharge + steps == 1 {
            return Self { count: None, precharge, steps, walks, last: None };
        }
        let width = bits_for_count((precharge + steps) as usize);
        let count = m.register("conversion", width).reset(0);
        let last = match found {
            None => count.value().is(u64::from(precharge + steps - 1)),
            Some(found) if precharge == 0 => found,
            Some(found) => {
                let charging = count.value().less(m.constant(width, precharge.into()), false);
                found & !charging
            }
        };
        let last = Some(m.wire("conversion_last", last));
        Self { count: Some(count), precharge, steps, walks, last }
    }

    /// Whether this cycle is the first of a conversion, if one is to come; `None` where all are.
    pub fn first(&self) -> Option<Wire<'m>> {
        let value = self.count.as_ref()?.value();
        Some(value.is(0))
    }

    /// Where in a conversion lines are; as many bits as [`search_bits`] says.
    pub fn search(&self, m: &'m ModuleBuilder) -> Option<Wire<'m>> {
        let value = self.count.as_ref()?.value();
        let at = |step: u32| value.is((self.precharge + step).into());
        match self.walks {
            true => Some(!at(1)),
            false if self.steps == 1 => None,
            false => Some(m.concat((0..self.steps).map(at).collect::<Vec<_>>())),
        }
    }

    /// Goes on where `advance` is set; a conversion follows the one before it.
    pub fn clock(self, m: &'m ModuleBuilder, advance: Wire<'m>) {
        let (Some(count), Some(last)) = (self.count, self.last) else { return };
        let value = count.value();
        let width = value.width();
        let mut next = value + m.constant(width, 1);
        if self.walks {
            let at_end = value.is(u64::from(self.precharge + self.steps - 1));
            next = at_end.mux(value, next);
        }
        count.enable(advance).next(last.mux(m.constant(width, 0), next));
    }
}
