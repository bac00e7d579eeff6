//! Wires that never change.

use std::collections::BTreeSet;

use crate::rtl::module::{Module, SignalId};

use super::edit::Edit;

/// Every bit of every signal, always 0 and always 1.
pub(super) fn edits(module: &Module) -> Vec<Edit> {
    let assigned = module.assigns.iter().map(|(signal, _)| *signal);
    let held = module.registers.iter().map(|register| register.signal);
    let driven: BTreeSet<SignalId> = assigned.chain(held).collect();
    let signals = module.signals.iter().enumerate();
    let each = signals.flat_map(|(index, what)| {
        let signal = SignalId(index as u32);
        let here = driven.contains(&signal);
        let faults = (0..what.width).flat_map(|bit| [(bit, false), (bit, true)]);
        faults.map(move |(bit, value)| match here {
            true => Edit::StuckDriver { signal, bit, value },
            // Driven from outside, by a memory or by an instance.
            false => Edit::StuckReads { signal, bit, value },
        })
    });
    each.collect()
}
