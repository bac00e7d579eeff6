//! Counters of a sequencer.

use crate::num::bits_for_count;
use crate::rtl::{ModuleBuilder, Reg, Wire};

/// A counter that wraps after `count` steps; nothing where there is only one.
pub(super) struct Counter<'m> {
    register: Option<Reg<'m>>,
    /// It is at 0.
    pub at_start: Option<Wire<'m>>,
    /// It is at the last.
    pub at_end: Option<Wire<'m>>,
}

impl<'m> Counter<'m> {
    pub fn new(m: &'m ModuleBuilder, name: &str, count: usize) -> Self {
        if count == 1 {
            return Self { register: None, at_start: None, at_end: None };
        }
        let width = bits_for_count(count);
        let register = m.register(name, width).reset(0);
        let at_start = m.wire(&format!("{name}_first"), !register.value().reduce_or());
        let at_end = m.wire(&format!("{name}_last"), register.value().is(count as u64 - 1));
        Self { register: Some(register), at_start: Some(at_start), at_end: Some(at_end) }
    }

    /// Counts at `step`; gives the count, where there is more than one.
    pub fn count(self, m: &'m ModuleBuilder, step: Wire<'m>) -> Option<Wire<'m>> {
        let register = self.register?;
        let value = register.value();
        let width = value.width();
        let next = self.at_end?.mux(m.constant(width, 0), value + m.constant(width, 1));
        Some(register.enable(step).next(next))
    }

    /// The same, where `start` sets the count to `first`.
    pub fn count_from(
        self,
        m: &'m ModuleBuilder,
        start: Wire<'m>,
        first: Wire<'m>,
        step: Wire<'m>,
    ) -> Option<Wire<'m>> {
        let register = self.register?;
        let value = register.value();
        let next = value + m.constant(value.width(), 1);
        Some(register.enable(start | step).next(start.mux(first, next)))
    }
}
