//! The hardware of a search: how a line finds its code, and what leads all lines of a module through it.

mod charges;
mod converter;
mod fixed;
mod references;
mod walk;

pub(in crate::blocks) use converter::{Converter, Cycles, search_bits};
