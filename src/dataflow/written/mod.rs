//! Graphs as somebody writes them: into nodes and edges, with everything that can be wrong told, and back.

mod check;
mod describe;
mod wire;

pub use describe::describe;
pub use wire::{WireError, wire};
