//! The benches graded by mutation: how many faults, one at a time in the netlist, they find.
//!
//! A mutant is killed where the bench sees a beat that differs, comes at another edge or does not come.
//! What survives is either the same hardware in other words, which the ranges of lanes, the passes or Yosys
//! show ([`prove`]), or a gap in the vectors.

mod bench;
mod blocks;
mod design;
mod grades;
mod hidden_faults;
mod lanes;
mod miter;
mod prove;
#[cfg(test)]
mod tests;

pub use bench::Plan;
pub use blocks::block;
pub use design::design;
pub use grades::{Grade, Grades, Killed, Survivor};
pub use prove::{Prover, prove};
