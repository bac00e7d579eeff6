//! One row: what a plane adds, the sum so far, and whether it can still come above the threshold.

use crate::blocks::digitizer::{Conversion, Converter, RangeRule, Window, search_bits};
use crate::num::{bits_for_unsigned, covering};
use crate::rtl::{ModuleBuilder, ModuleId, Netlist, Wire};

use super::super::crossbar::{Crossbar, Tie};
use super::super::digitizer::RowDigitizer;
use super::super::spec::WhtCrossbar;
use super::sums;

/// What a row is told of a plane, where there are several.
struct Told<'m> {
    /// It is the first.
    first: Wire<'m>,
    /// It ends.
    step: Wire<'m>,
}

/// The module of every row. Ports: `ps`, the product-sum or the line of cells; `first` and `step`, where there are
/// several planes; `limit`, what the sum has to exceed; `search` and `tie`, where the digitizer asks. It gives `y`,
/// right in the last plane, and `done`, `found`, `planes`.
pub(super) fn row(spec: &WhtCrossbar, into: &mut Netlist) -> ModuleId {
    let name = name(spec);
    into.module(&name, |netlist| {
        let comment = "Row of a Walsh-Hadamard crossbar: digitizer, accumulator, soft threshold.";
        let m = ModuleBuilder::new(&name, [comment]);
        Row { m: &m, spec }.build(netlist);
        m.finish()
    })
}

fn name(spec: &WhtCrossbar) -> String {
    let Crossbar { points, digitizer, tie, counters, .. } = &spec.crossbar;
    let tie = match tie {
        Tie::Random(_) => "_random".into(),
        tie => tie.name(),
    };
    let minus = if spec.sign.has_minus() { "m" } else { "u" };
    let negative = if spec.sign.first_is_negative() { "s" } else { "" };
    let soft = match (spec.is_soft(), spec.stops()) {
        (false, _) => "",
        (true, false) => "_soft",
        (true, true) => "_stops",
    };
    let counted = if *counters { "_counted" } else { "" };
    let digitizer = digitizer.name();
    format!("wht_row_{points}_{minus}{negative}{}{digitizer}{tie}{soft}{counted}", spec.bits)
}

struct Row<'a, 'm> {
    m: &'m ModuleBuilder,
    spec: &'a WhtCrossbar,
}

impl<'m> Row<'_, 'm> {
    fn build(&self, netlist: &mut Netlist) {
        let (m, spec) = (self.m, self.spec);
        let ps = m.input("ps", sums::width(spec));
        let several = spec.bits > 1;
        let first = several.then(|| m.input("first", 1));
        let told = first.map(|first| Told { first, step: m.input("step", 1) });
        // Whether the row is at work: it has not stopped in a plane before.
        let stopped = spec.stops().then(|| m.register("stopped", 1));
        let was = stopped.as_ref().zip(first);
        let was = was.map(|(register, first)| m.wire("rests", register.value() & !first));
        let added = self.added(netlist, ps, told.as_ref(), was);
        let sum = self.accumulate(added, told.as_ref(), was);
        let hit = self.result(sum, was);
        if let (Some(stopped), Some(told), Some(was), Some(hit)) = (stopped, &told, was, hit) {
            let done = m.wire("ends", was | hit);
            stopped.enable(told.step).next(done);
            m.output("done", done);
        }
        if spec.crossbar.counters {
            self.count(told.as_ref(), was);
        }
    }

    /// What the plane adds, signed.
    fn added(
        &self,
        netlist: &mut Netlist,
        ps: Wire<'m>,
        told: Option<&Told<'m>>,
        rests: Option<Wire<'m>>,
    ) -> Wire<'m> {
        let (m, spec) = (self.m, self.spec);
        let first = told.map(|told| told.first);
        let added = match spec.crossbar.digitizer.conversion() {
            Some(conversion) => self.converted(netlist, &conversion, ps, rests),
            None if spec.crossbar.digitizer == RowDigitizer::Comparator => {
                let (minus, not_zero) = self.compared(ps, told);
                let minus = match first.filter(|_| spec.sign.first_is_negative()) {
                    Some(first) => minus ^ (first & not_zero),
                    None if spec.sign.first_is_negative() => minus ^ not_zero,
                    None => minus,
                };
                return m.concat([not_zero, minus]);
            }
            None => ps,
        };
        let width = self.added_bits();
        let added = added.slice(0, width.min(added.width())).sign_extend(width);
        let against = || m.constant(width, 0) - added;
        match first.filter(|_| spec.sign.first_is_negative()) {
            Some(first) => first.mux(against(), added),
            None if spec.sign.first_is_negative() => against(),
            None => added,
        }
    }

    /// Width of what a plane adds.
    fn added_bits(&self) -> u32 {
        let crossbar = &self.spec.crossbar;
        let most = crossbar.digitizer.greatest(crossbar.points);
        covering(-most, most).map_or(1, |format| format.bits())
    }

    /// Whether a comparator says minus, and whether it says anything.
    fn compared(&self, ps: Wire<'m>, told: Option<&Told<'m>>) -> (Wire<'m>, Wire<'m>) {
        let m = self.m;
        let (minus, not_zero, one) = (ps.top(), ps.reduce_or(), m.constant(1, 1));
        match self.spec.crossbar.tie {
            Tie::Plus => (minus, one),
            Tie::Minus => (minus | !not_zero, one),
            Tie::Zero => (minus, not_zero),
            Tie::Random(_) => (not_zero.mux(minus, !m.input("tie", 1)), one),
            Tie::Previous => match told {
                Some(Told { first, step }) => {
                    let said = m.register("said_minus", 1);
                    let before = said.value() & !*first;
                    let says = m.wire("says_minus", not_zero.mux(minus, before));
                    said.enable(*step).next(says);
                    (says, one)
                }
                None => (minus, one),
            },
        }
    }

    /// What a code counts for.
    fn converted(
        &self,
        netlist: &mut Netlist,
        conversion: &Conversion,
        ps: Wire<'m>,
        rests: Option<Wire<'m>>,
    ) -> Wire<'m> {
        let (m, points) = (self.m, self.spec.crossbar.points);
        let cells = RowDigitizer::cells(points);
        let search = search_bits(conversion).map(|bits| m.input("search", bits));
        let converter = Converter::new(m, (conversion, cells), search);
        let code = match sums::are_lines(&self.spec.crossbar) {
            true => converter.code(("row", 0), ps),
            false => {
                let count = ps + m.constant(ps.width(), points as u64);
                let width = bits_for_unsigned(cells as u64);
                converter.code_of_count("row", m.wire("count", count.slice(0, width)))
            }
        };
        if let Some(found) = converter.finish(netlist) {
            m.output("found", rests.map_or(found, |rests| found | rests));
        }
        // One more for the sign.
        let width = self.added_bits().max(code.width()) + 1;
        let (code, points) = (code.zero_extend(width), points as i64);
        match conversion.range() {
            RangeRule::Full => {
                code - m.signed_constant(width, 1 << (conversion.bits().unwrap_or(1) - 1))
            }
            RangeRule::Window(Window { low, step }) => {
                let width = width + bits_for_unsigned(step.into());
                let code = code.zero_extend(width).times(step.into());
                code + m.signed_constant(width, i64::from(low) - points)
            }
            RangeRule::Clip | RangeRule::Calibrated => code - m.signed_constant(width, points),
        }
    }

    /// The sum with this plane: twice that of the planes before it, and what it adds.
    fn accumulate(
        &self,
        added: Wire<'m>,
        told: Option<&Told<'m>>,
        rests: Option<Wire<'m>>,
    ) -> Wire<'m> {
        let (m, width) = (self.m, self.spec.output().bits());
        let Some(Told { first, step }) = told else { return added.sign_extend(width) };
        // The planes before it are worth no more than half of all.
        let sum = m.register("sum", width - 1);
        let before = sum.value() & (!*first).repeat(width - 1);
        // The lowest bit is that of what is added, as twice a number has none.
        let upper = before + added.slice(1, added.width() - 1).sign_extend(width - 1);
        let next = m.wire("sum_next", m.concat([added.bit(0), upper]));
        let kept = next.slice(0, width - 1);
        sum.enable(rests.map_or(*step, |rests| *step & !rests)).next(kept);
        next
    }

    /// Gives the result as if the plane were the last; whether the sum stays within its limit.
    fn result(&self, sum: Wire<'m>, rests: Option<Wire<'m>>) -> Option<Wire<'m>> {
        let (m, spec, width) = (self.m, self.spec, sum.width());
        if !spec.is_soft() {
            m.output("y", sum);
            return None;
        }
        let limit = m.input("limit", limit_bits(spec));
        let minus = sum.top();
        let magnitude = minus.mux(m.constant(width, 0) - sum, sum).slice(0, width - 1);
        // As wide as a sum: where a limit is negative, planes are still to come, and the sum is half of what it can be.
        let above = m.wire("above", magnitude.zero_extend(limit.width()) - limit);
        let hit = m.wire("no_more", above.top() | !above.reduce_or());
        let zero = rests.map_or(hit, |rests| hit | rests);
        let signed = minus.mux(m.constant(width, 0) - above, above);
        m.output("y", zero.mux(m.constant(width, 0), signed));
        Some(hit)
    }

    /// Planes in which the row was at work.
    fn count(&self, told: Option<&Told<'m>>, rests: Option<Wire<'m>>) {
        let m = self.m;
        let width = bits_for_unsigned(self.spec.bits.into());
        let Some(Told { first, step }) = told else {
            return m.output("planes", m.constant(width, 1));
        };
        let count = m.register("planes_before", width);
        let before = count.value() & (!*first).repeat(width);
        let one = m.constant(1, 1);
        let works = rests.map_or(one, |rests| !rests);
        let planes = m.wire("planes_so_far", before + works.zero_extend(width));
        count.enable(*step).next(planes);
        m.output("planes", planes);
    }
}

/// Width of a limit, which is signed.
pub(super) fn limit_bits(spec: &WhtCrossbar) -> u32 {
    spec.threshold().bits() + 1
}
