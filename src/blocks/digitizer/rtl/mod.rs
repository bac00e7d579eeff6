//! The hardware: digitizers of lines, and the block around them.

mod block;
mod converter;
mod fixed;
mod references;
mod walk;

pub(super) use block::digitizer;
pub(in crate::blocks) use converter::{Converter, Cycles, search_bits};
