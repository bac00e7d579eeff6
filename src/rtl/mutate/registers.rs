//! Registers that reset or load wrongly.

use crate::rtl::module::{Module, Register};

use super::edit::{Edit, flipped};

/// Every bit of the reset value wrong, no reset, loading always, never loading.
pub(super) fn edits(module: &Module) -> Vec<Edit> {
    module.registers.iter().enumerate().flat_map(|(at, register)| of(at, register)).collect()
}

fn of(register: usize, what: &Register) -> Vec<Edit> {
    let mut edits = vec![Edit::Enable { register, loads: false }];
    if what.enable.is_some() {
        edits.push(Edit::Enable { register, loads: true });
    }
    if let Some(reset) = &what.reset {
        edits.push(Edit::Reset { register, value: None });
        let wrong = (0..reset.width()).map(|bit| flipped(reset, bit));
        edits.extend(wrong.map(|value| Edit::Reset { register, value: Some(value) }));
    }
    edits
}
