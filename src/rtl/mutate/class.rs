//! The classes of faults.

use crate::rtl::module::Module;

use super::edit::Edit;
use super::{
    bounds, constants, memories, multiplexers, operands, operators, registers, stuck, widths,
};

/// One class of faults.
pub struct Class {
    /// Its name in reports.
    pub name: &'static str,
    /// Every fault of the class in a module, in a fixed order.
    pub(super) edits: fn(&Module) -> Vec<Edit>,
}

/// All classes, in the order of reports.
pub const fn classes() -> &'static [Class] {
    &[
        Class { name: "operators", edits: operators::edits },
        Class { name: "operands", edits: operands::edits },
        Class { name: "constants", edits: constants::edits },
        Class { name: "bounds", edits: bounds::edits },
        Class { name: "widths", edits: widths::edits },
        Class { name: "multiplexers", edits: multiplexers::edits },
        Class { name: "registers", edits: registers::edits },
        Class { name: "memories", edits: memories::edits },
        Class { name: "stuck", edits: stuck::edits },
    ]
}
