//! From a network to a graph of operations on hardware. Knows nothing of Verilog.
//!
//! A node is an operation with the block that does it, an edge is a stream or some lanes of one.
//! [`lower()`] (from layers) and [`wire`] (from a graph that somebody wrote) make a [`Graph`], passes (`passes/`) say where
//! operations run and put queues where paths of different lengths meet again, and the result is a [`Wired`]: the ticket
//! that [`Schedule`] (the cycle of every beat), [`Evaluator`] (what beats hold), [`evaluate_all`] (the same for whole data
//! sets) and elaboration demand.

mod command;
mod drawing;
mod evaluate;
mod graph;
mod latency;
mod lower;
mod passes;
mod placement;
mod rates;
mod schedule;
#[cfg(test)]
mod tests;
mod tiling;
mod wired;
mod written;

pub use command::{Command, Commands, Drain, Load, Writable};
pub use drawing::{View, dot, roles, svg, timeline};
pub use evaluate::{
    ByDefinition, Evaluation, Evaluator, Expected, Marked, Means, NodeEvents, Ranges, Token,
    count_events, evaluate_all, expected, extremes,
};
pub use graph::{Edge, Graph, Node, NodeId, Operation, Origin};
pub use lower::lower;
#[cfg(test)]
pub(crate) use passes::balanced;
pub use placement::{ArrayGroup, Instance, Member, Placed, Role, SLOTS, Turn, slots};
pub use rates::{Rates, capacity};
pub use schedule::{Cycles, Handshake, Handshakes, Pace, Quota, Schedule, Start};
pub use wired::Wired;
pub use written::{WireError, describe, wire};
