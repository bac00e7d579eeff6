//! The embedded simulator: a validated netlist compiled to a levelized program over machine words.
//!
//! Two-state and cycle accurate. The hierarchy is flattened (`flatten`), every expression gets a
//! slot of 64-bit words and a place in an order that has operands first (`compile`), and a cycle
//! is one run over that list (`kernel`, `wide`) and one commit of all state (`state`).
//!
//! A simulator has one lane or many: independent copies of the design that are clocked together. Each word
//! is then one of every lane, side by side.

mod columns;
mod compare;
mod compile;
mod flatten;
mod kernel;
mod lookup;
mod lower;
mod order;
mod program;
mod simulator;
mod state;
mod sums;
mod wide;

pub use compare::{Difference, first_difference};
pub use simulator::{Edge, InputPort, OutputPort, Simulator};

#[cfg(test)]
mod tests;
