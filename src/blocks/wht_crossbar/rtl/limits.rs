//! What the sum of each row has to exceed in each plane: `floor((T - R) / 2^b)`, where `R` is what may still come
//! after plane `b`. In the last plane it is the threshold.

use crate::rtl::{ModuleBuilder, ModuleId, Netlist, Wire};

use super::super::spec::WhtCrossbar;
use super::row::limit_bits;

/// The module of all thresholds. Ports: `plane`, counted from the most significant, where rows stop; to write,
/// `write`, `row` and `t`. It gives `limit_<row>`.
pub(super) fn limits(spec: &WhtCrossbar, into: &mut Netlist) -> ModuleId {
    let name = format!("wht_limits_{}{}", spec.parameters(), spec.contents());
    into.module(&name, |_| {
        let stored = if spec.crossbar.writable() { "registers" } else { "constants" };
        let comment = [
            format!("Thresholds of all rows as {stored}: what a row's sum has to exceed to go on."),
            "In the last plane that is its threshold T, in one that is worth 2^b (T - R) / 2^b, where".into(),
            "R is what may still come.".into(),
        ];
        let m = ModuleBuilder::new(&name, comment);
        Limits::new(&m, spec).build();
        m.finish()
    })
}

struct Limits<'a, 'm> {
    m: &'m ModuleBuilder,
    spec: &'a WhtCrossbar,
    /// For each plane, counted from the most significant, whether it is this one; empty where that does not
    /// matter.
    here: Vec<Wire<'m>>,
}

impl<'a, 'm> Limits<'a, 'm> {
    fn new(m: &'m ModuleBuilder, spec: &'a WhtCrossbar) -> Self {
        let mut here = vec![];
        if let Some(width) = spec.plane_bits().filter(|_| spec.stops()) {
            let plane = m.input("plane", width);
            let at = |number: u32| plane.is(number.into());
            here.extend(
                (0..spec.bits).map(|number| m.wire(&format!("plane_{number}"), at(number))),
            );
        }
        Self { m, spec, here }
    }

    fn build(&self) {
        let rows = 0..self.spec.crossbar.rows();
        match self.spec.crossbar.writable() {
            true => self.registers(),
            false => {
                let all = self.spec.rows().into_iter().zip(rows);
                all.for_each(|(threshold, row)| self.give(row, self.constant(row, threshold)));
            }
        }
    }

    fn give(&self, row: usize, limit: Wire<'m>) {
        self.m.output(&format!("limit_{row}"), limit);
    }

    /// The sum of what planes have, each given the significance of the plane.
    fn chosen(&self, of: impl Fn(u32) -> Wire<'m>) -> Wire<'m> {
        let planes = (0..self.spec.bits).rev().zip(&self.here);
        let each = planes.map(|(plane, here)| {
            let own = of(plane);
            own & here.repeat(own.width())
        });
        let all = self.m.tree(each.collect::<Vec<_>>(), |a, b| a | b);
        all.unwrap_or_else(|| of(0))
    }

    /// What may still come after a plane.
    fn remaining(&self, plane: u32) -> i64 {
        let crossbar = &self.spec.crossbar;
        let greatest = crossbar.digitizer.greatest(crossbar.points);
        crossbar.early_termination.remaining(greatest, plane).unwrap_or(0)
    }

    fn constant(&self, row: usize, threshold: i64) -> Wire<'m> {
        let limit = |plane: u32| match (self.spec.bypasses(row), plane) {
            (true, 0) => 0,
            // No sum is within that.
            (true, _) => -1,
            (false, plane) => (threshold - self.remaining(plane)) >> plane,
        };
        self.chosen(|plane| self.m.signed_constant(limit_bits(self.spec), limit(plane)))
    }

    fn registers(&self) {
        let (m, spec) = (self.m, self.spec);
        let write = m.input("write", 1);
        let number = m.input("row", spec.row_format().bits());
        let written = m.input("t", spec.threshold().bits());
        let width = limit_bits(spec);
        let remaining = (!self.here.is_empty()).then(|| {
            let all = self.chosen(|plane| m.signed_constant(width, self.remaining(plane)));
            m.wire("remaining", all)
        });
        for row in 0..spec.crossbar.rows() {
            if spec.bypasses(row) {
                self.give(row, self.constant(row, 0));
                continue;
            }
            let here = number.is(row as u64);
            let register = m.register(&format!("threshold_{row}"), written.width());
            let threshold = register.enable(write & here).next(written).zero_extend(width);
            let Some(remaining) = remaining else {
                self.give(row, threshold);
                continue;
            };
            let rest = m.wire(&format!("rest_{row}"), threshold - remaining);
            let shifted = |plane: u32| rest.slice(plane, width - plane).sign_extend(width);
            self.give(row, self.chosen(shifted));
        }
    }
}
