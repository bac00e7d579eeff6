//! The hardware of a search: how a line finds its code, and what leads all lines of a module through it.

mod converter;
mod fixed;
mod lines;
mod references;
mod walk;

pub(in crate::blocks) use converter::{Converter, Cycles, search_bits};
pub(in crate::blocks) use lines::MomentWires;
