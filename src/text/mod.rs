//! Words for terminals of 80 columns: lines that wrap, and tables.

mod table;
mod wrap;

pub use table::{Align, Table};
pub use wrap::{paragraph, wrapped};

/// Columns of a terminal.
pub const WIDTH: usize = 80;
