//! Rows of a table, read by their number.
//!
//! # What it computes
//!
//! ```text
//! y = row x        zeros where there is no such row
//! ```
//! A row has fields, each with lanes of a format of its own.
//!
//! # Ports and timing
//!
//! ```text
//!  x_t* --> memory, one port --> y_t*       its output register is the block's
//!           x_tvalid _/^\___
//!           y_tvalid ___/^\_      one cycle; a beat a cycle
//! ```
//! In RAM a beat has the fields `load`, `row`, those of a row, and `x`: with `load` set it writes a row and gives nothing,
//! else it reads. A design's rows are then loaded by commands, like weights: all that a number can name, zeros beyond those
//! that are given.
//!
//! # Number formats
//!
//! Any; `x` is the unsigned format that numbers the rows (one bit for one row). Up to 65,536 rows of up to 4,096 bits.
//! `rows` are lists of codes, field after field, or packed: bytes in hexadecimal, bit 0 of the first field in bit 0 of the
//! first byte, spaces between rows. A parameter file has them as integers `[rows, lanes]`, or packed as U8 `[rows, bytes]`.
//!
//! # What is modelled and what is not
//!
//! Values and cycles. From 1,024 rows on Verilog reads the rows from a file below `memories/`; the parameter `MEMORIES` of
//! all modules down to the table says where that folder is. Mutants are made of the logic alone, not of rows.
//!
//! # References
//!
//! IEEE Std 1364-2005, 17.2.9 (`$readmemh`).

mod block;
mod cost;
mod golden;
mod rtl;
mod spec;
#[cfg(test)]
mod tests;

pub use spec::Table;
