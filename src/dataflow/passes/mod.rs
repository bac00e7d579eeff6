//! What a graph goes through between its operations and its hardware: a list, with the reasons for its order.

mod balance;
mod bind;
mod group;
mod number;

use crate::design::HardwareSection;
use crate::diag::Bug;

use super::graph::Graph;
use super::wired::Wired;

/// A change of a graph: it adds where operations run, or queues, and keeps what they compute.
type Pass = fn(&mut Graph, &HardwareSection) -> Result<(), Bug>;

/// All passes in their order.
const PASSES: &[Pass] = &[
    // First: what runs where decides all else.
    bind::bind,
    // Arrays that nobody shares digitize each other.
    group::group,
    // Before hardware is compared or hashed by anything: the numbers of what is drawn are parameters of blocks. After
    // grouping, as the arrays of a group make each other's references.
    number::number,
    // Last: how long a beat waits for another depends on what shares hardware, and on groups.
    balance::balance,
];

/// Runs all passes over a graph of operations.
pub(super) fn place(mut graph: Graph, hardware: &HardwareSection) -> Result<Wired, Bug> {
    for pass in PASSES {
        pass(&mut graph, hardware)?;
    }
    Wired::new(graph)
}

/// The same of a graph on hardware of its own.
#[cfg(test)]
pub(crate) fn balanced(graph: Graph) -> Result<Wired, Bug> {
    place(graph, &HardwareSection::default())
}
