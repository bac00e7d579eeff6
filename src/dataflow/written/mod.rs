//! Graphs as somebody writes them: into nodes and edges, and back. What can be wrong with them is told in
//! `design/check/graph/`.

mod describe;
mod wire;

pub use describe::describe;
pub use wire::{WireError, wire};
