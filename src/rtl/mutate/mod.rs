//! Mutants: hardware with one fault, to grade what is meant to find faults.
//!
//! A file a class of faults: each lists the [`Edit`]s that it knows for a module (`classes`). An edit
//! keeps every width and closes no combinational loop, so that mutants of a validated netlist are valid.
//! A mutant is of a module, and so of every instance of it.
//!
//! [`grade`] replays what a bench did ([`Trace`]) on each mutant, and asks at every edge what the bench
//! asked: which beats pass, and with what in them.

mod bounds;
mod class;
mod constants;
mod cut;
mod describe;
mod edit;
mod grade;
mod memories;
mod multiplexers;
mod mutant;
mod operands;
mod operators;
mod registers;
mod stuck;
mod trace;
mod widths;

#[cfg(test)]
mod tests;

pub use class::{Class, classes};
pub use cut::cut;
pub use edit::Edit;
pub use grade::{Kill, Outcome, grade};
pub use mutant::{Mutant, mutants, sample};
pub use trace::{Channel, Trace};
