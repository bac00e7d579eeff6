//! Blocks that run on a piece of hardware.

use crate::blocks::stream::Beat;
use crate::rtl::{ModuleId, Netlist};

use super::contract::Hardware;

/// A block as an operation, or several, on a piece of hardware.
pub trait OnHardware {
    /// What it runs on.
    fn hardware(&self) -> &dyn Hardware;

    /// How many operations it is: one, or those that share it.
    fn operations(&self) -> usize {
        1
    }

    /// Its only matrix, `[output][input]`; `None` where there is none, or several.
    fn matrix(&self) -> Option<&[Vec<i64>]> {
        None
    }

    /// Lanes of its input that are to be fed, where `given` come: what it has beyond these holds zeros.
    fn inputs(&self, given: usize) -> usize;

    /// Conversions of every bit line for a firing, one after the other; 0 for what has none.
    fn conversions(&self) -> u32 {
        0
    }

    /// Its hardware as a member of a group, with the ports [`crate::blocks::cim_array::ASKS`] and
    /// [`crate::blocks::cim_array::GRANTED`] beside its streams; `None` for what works by itself.
    fn member(&self, _into: &mut Netlist) -> Option<ModuleId> {
        None
    }

    /// How operations share it; `None` for what is one.
    fn shared(&self) -> Option<&dyn Shared> {
        None
    }
}

/// A block that does the work of several operations, one at a time. Its input has the fields of theirs, and `context`,
/// the number of the one that is asked for; so has its output. Lanes of its field `x` that are wider than an
/// operation's hold these at the top.
pub trait Shared {
    /// A beat of an operation as one that asks for its work.
    fn command(&self, operation: usize, beat: &[i64]) -> Beat;

    /// What an operation gives, of a beat that comes out for it.
    fn result(&self, operation: usize, beat: Beat) -> Beat;
}
