//! Area: one gate a bit.

use crate::blocks::Cost;
use crate::tech::{GateCount, Tech};

use super::Relu;

/// An unsigned input is wired through, which is told as a gate a bit too: its buffers.
pub(super) fn cost(relu: &Relu, tech: &Tech) -> Cost {
    let gates = relu.lanes as u64 * u64::from(relu.output().bits());
    Cost::of_area(GateCount { gates, ..Default::default() }.area(tech.cells))
}
