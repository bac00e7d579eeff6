//! Where the walk over the padded image is, along one side of it.

use crate::num::bits_for_count;
use crate::rtl::{ModuleBuilder, Reg, Wire};

/// One side, with its padding and what moves along it.
pub(super) struct Side {
    /// For signals' names.
    pub name: &'static str,
    /// Padding, image, padding.
    pub before: usize,
    pub length: usize,
    pub behind: usize,
    pub kernel: usize,
    pub stride: usize,
}

/// The present place along a side. What is always so is `None`.
pub(super) struct Place<'m> {
    /// The image is here.
    pub inside: Option<Wire<'m>>,
    /// A window's last place is here.
    pub ends: Option<Wire<'m>>,
    /// This is the last place.
    pub at_end: Option<Wire<'m>>,
    /// This is the last place where a window ends.
    pub final_end: Option<Wire<'m>>,
    /// The image's own number of the next place; any where that is outside.
    pub next: Option<Wire<'m>>,
    /// The image's own number of this place; any where that is outside.
    pub here: Option<Wire<'m>>,
}

impl Side {
    fn padded(&self) -> usize {
        self.before + self.length + self.behind
    }

    /// A counter of places that moves at `step`, and what follows from it.
    pub fn walk<'m>(&self, m: &'m ModuleBuilder, step: Wire<'m>) -> Place<'m> {
        let padded = self.padded();
        if padded == 1 {
            let none = None;
            return Place {
                inside: none,
                ends: none,
                at_end: none,
                final_end: none,
                next: none,
                here: none,
            };
        }
        let width = bits_for_count(padded);
        let constant = |value: usize| m.constant(width, value as u64);
        let register = m.register(self.name, width).reset(0);
        let at = register.value();
        let is = |value: usize| at.is(value as u64);
        let at_end = m.wire(&format!("{}_last", self.name), is(padded - 1));
        let next = at_end.mux(constant(0), at + constant(1));
        register.enable(step).next(next);
        let above = |value: usize| (value > 0).then(|| !at.less(constant(value), false));
        let below = |value: usize| (value < padded).then(|| at.less(constant(value), false));
        let both = [above(self.before), below(self.before + self.length)];
        let in_stride = self.phase(m, step, at_end);
        let long_enough = above(self.kernel - 1);
        let count = (padded - self.kernel) / self.stride;
        let shift = constant(self.before);
        Place {
            inside: all(m, both.into_iter().flatten()),
            ends: all(m, [long_enough, in_stride].into_iter().flatten()),
            at_end: Some(at_end),
            final_end: Some(is(count * self.stride + self.kernel - 1)),
            next: Some(next - shift),
            here: Some(at - shift),
        }
    }

    /// Whether the windows' stride has a window end here, from the first end on.
    fn phase<'m>(
        &self,
        m: &'m ModuleBuilder,
        step: Wire<'m>,
        at_end: Wire<'m>,
    ) -> Option<Wire<'m>> {
        if self.stride == 1 {
            return None;
        }
        let width = bits_for_count(self.stride);
        let last = self.stride - 1;
        // Counts so that it is at its last when the first window ends.
        let start = (last + self.stride - (self.kernel - 1) % self.stride) % self.stride;
        let constant = |value: usize| m.constant(width, value as u64);
        let register: Reg<'m> =
            m.register(&format!("{}_phase", self.name), width).reset(start as i64);
        let phase = register.value();
        let wraps = phase.is(last as u64);
        let next = wraps.mux(constant(0), phase + constant(1));
        register.enable(step).next(at_end.mux(constant(start), next));
        Some(wraps)
    }
}

/// All of some conditions; `None` where there is none.
pub(super) fn all<'m>(
    m: &'m ModuleBuilder,
    wires: impl IntoIterator<Item = Wire<'m>>,
) -> Option<Wire<'m>> {
    let wires: Vec<Wire<'m>> = wires.into_iter().collect();
    (!wires.is_empty()).then(|| m.all(wires))
}
