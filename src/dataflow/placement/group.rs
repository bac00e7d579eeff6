//! Arrays that digitize each other.

use crate::blocks::digitizer::Topology;

use crate::dataflow::graph::NodeId;

/// Arrays that make each other's references.
#[derive(Clone, Debug)]
pub struct ArrayGroup {
    /// Unique name; also that of the instance that controls it.
    pub name: String,
    /// Entry of the `hardware` section.
    pub hardware: String,
    /// For each array what it computes; `None` for a spare.
    pub operations: Vec<Option<NodeId>>,
    /// Who refers for whom.
    pub topology: Topology,
    /// For each cycle of a conversion how many references are compared with; none while lines are precharged.
    pub references: Vec<usize>,
}

/// What an array does in one cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Its product-sums are converted.
    Compute,
    /// It makes references for the array of this number.
    Refer(usize),
    /// Nothing.
    Idle,
}

impl ArrayGroup {
    /// Cycles of one conversion.
    pub fn cycles(&self) -> usize {
        self.references.len()
    }

    /// Arrays with a product, by number.
    pub fn members(&self) -> impl Iterator<Item = (usize, NodeId)> + '_ {
        self.operations.iter().enumerate().filter_map(|(array, id)| Some((array, (*id)?)))
    }

    /// Arrays that only refer.
    pub fn spares(&self) -> usize {
        self.operations.iter().filter(|id| id.is_none()).count()
    }

    /// Arrays with products that can compute at once, phase by phase.
    pub fn phases(&self) -> Vec<Vec<usize>> {
        let busy = |phase: &Vec<usize>| -> Vec<usize> {
            phase.iter().copied().filter(|array| self.operations[*array].is_some()).collect()
        };
        self.topology.phases().iter().map(busy).filter(|phase| !phase.is_empty()).collect()
    }
}
