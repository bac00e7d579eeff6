//! Passes: changes of a netlist that its user cannot see, so that hardware is described as simply as
//! it can be. What generators leave (bits that are never read, sums that are always zero, one
//! expression written twice) goes away before anything simulates or prints the netlist.
//!
//! | pass | what it does |
//! | --- | --- |
//! | [`ConstantFolding`] | what is always the same becomes a constant |
//! | [`CommonSubexpressions`] | what is written several times is computed once |
//! | [`WidthNarrowing`] | bits that nobody looks at or that are always zero go |
//! | [`DeadLogic`] | wires, registers and memories that no output depends on go |
//!
//! A pass is a [`Pass`] in a file of its own; [`PASSES`] is their order, [`optimize`] runs them. Two
//! analyses serve them: what is known of a value (`known`), and how much of it is looked at (`demand`).
//!
//! # What every pass keeps
//!
//! - Ports, instances, and what instances give, with their names and widths, and wires that are an
//!   instance's input as they are. Names that a designer chose stay where what they name stays.
//! - Every output's value in every cycle from the first edge on, in the embedded simulator also before
//!   the first reset. Tests compare each pass by itself and all together on random netlists.

mod arena;
mod common_subexpressions;
mod constant_folding;
mod dead_logic;
mod demand;
mod drivers;
mod pass;
#[cfg(test)]
mod tests;
mod value_ranges;
mod width_narrowing;

pub(in crate::rtl) use arena::{Arena, rewrite};
pub use common_subexpressions::CommonSubexpressions;
pub use constant_folding::ConstantFolding;
pub use dead_logic::DeadLogic;
pub use pass::{Change, Optimization, PASSES, Pass, Size, optimize};
pub use width_narrowing::WidthNarrowing;
