//! From a network to a graph of operations on hardware. Knows nothing of Verilog.
//!
//! A node is an operation with the block that does it, an edge is a stream or some lanes of one.
//! [`lower()`] splits matrices onto arrays and infers formats, [`balance()`] puts queues where paths of
//! different lengths meet again, [`Schedule`] tells the cycle of every beat, [`Evaluator`] what the
//! beats hold, [`evaluate_all`] the same for whole data sets.

mod arbiter;
mod array_groups;
mod array_numbers;
mod balance;
mod bind;
mod bundle;
mod command;
mod command_port;
mod describe;
mod drawing;
mod evaluate;
mod expected;
mod extremes;
mod fast;
mod graph;
mod lower;
mod ranges;
mod rates;
mod schedule;
#[cfg(test)]
mod tests;
mod tiling;
mod turns;
mod wire;

pub use array_groups::{ArrayGroup, Role};
pub use balance::balance;
pub use bind::{Binding, PlacedArray, Resource, SLOTS, bind};
pub use command::{Command, Commands, Drain, Load, Writable};
pub use describe::describe;
pub use drawing::{View, dot, roles, svg, timeline};
pub use evaluate::{Evaluator, Token};
pub use expected::{ByDefinition, Expected, expected};
pub use extremes::extremes;
pub use fast::{Evaluation, Means, evaluate_all};
pub use graph::{Edge, Graph, Node, NodeId, Operation, Origin};
pub use lower::lower;
pub use ranges::Ranges;
pub use rates::{Rates, capacity};
pub use schedule::{Cycles, Handshake, Handshakes, Pace, Quota, Schedule, Start};
pub use wire::{WireError, wire};
