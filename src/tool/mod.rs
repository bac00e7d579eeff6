//! External programs: finding, running, keeping what they say. Knows nothing of designs.
//!
//! A tool is found by asking it to do something harmless, not by its version. Each has a file that
//! tells what it is for and what its absence costs. Yosys works for several rooms, so how it is run and
//! read is here too.

mod find;
mod icarus;
mod openroad;
mod opensta;
mod qflow;
mod run;
mod verilator;
mod yosys;

pub use find::{Found, Tool, find, or_skip};
pub use icarus::ICARUS;
pub use run::{Outcome, ToolError, run};
pub use verilator::VERILATOR;
pub use yosys::{CellCounts, YOSYS, Yosys};

/// Every tool that cimgen knows.
pub const TOOLS: &[&Tool] =
    &[&VERILATOR, &ICARUS, &YOSYS, &opensta::OPENSTA, &openroad::OPENROAD, &qflow::QFLOW];
