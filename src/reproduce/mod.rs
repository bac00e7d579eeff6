//! Figures of the five papers beside ours.

mod digitization;
mod gates;
mod hadamard;
mod table;

pub use table::{Input, Pair, Row, SYSTEMS, System, Table};
