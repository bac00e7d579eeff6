//! The hardware: a sequencer of planes, the product-sums of a plane, rows and their thresholds.

mod butterfly;
mod limits;
mod order;
mod row;
mod sequence;
mod sums;
mod ties;

pub(super) use order::natural_row;
pub(super) use sequence::crossbar;
pub(super) use sums::are_lines as sums_are_lines;
