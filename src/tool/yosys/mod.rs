//! Yosys and its ABC: the one place that knows how they are run and how they print.

mod session;
mod stat;
mod tool;

pub use session::Yosys;
pub use stat::CellCounts;
pub use tool::YOSYS;
