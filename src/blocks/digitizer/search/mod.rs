//! The hardware of a search: how a line finds its code, and what leads all lines of a module through it.

mod charged_lines;
mod converter;
mod fixed;
mod references;
mod tree_walk;

pub(in crate::blocks) use charged_lines::MomentWires;
pub(in crate::blocks) use converter::{ConversionCounter, Converter, search_bits};
