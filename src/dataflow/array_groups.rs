//! Arrays that digitize each other, merged into groups.
//!
//! Products on one entry of the `hardware` section are put into groups in the order of flow, as many into each
//! as its network has arrays that compute. Arrays for which no product is left, and those that never compute,
//! are spares: they only refer.

use std::collections::BTreeMap;

use crate::blocks::cim_array::Array;
use crate::blocks::digitizer::Topology;
use crate::diag::Bug;

use super::graph::{Graph, NodeId};
use super::tiling::blocks;

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

/// Merges the arrays of every entry that names a network.
pub fn merge(graph: &mut Graph, arrays: &BTreeMap<String, Array>) -> Result<(), Bug> {
    let order = graph.in_order()?;
    for (name, array) in arrays {
        let Some(topology) = array.digitizer.topology() else { continue };
        let on = |id: &NodeId| graph.node(*id).origin.hardware.as_deref() == Some(name);
        let products: Vec<NodeId> = order.iter().copied().filter(on).collect();
        let references = references(array);
        let groups = blocks(products.len(), topology.computing()).into_iter().enumerate();
        let groups: Vec<ArrayGroup> = groups
            .map(|(number, within)| ArrayGroup {
                name: format!("{name}_group_{number}"),
                hardware: name.clone(),
                operations: placed(&products[within], &topology),
                topology: topology.clone(),
                references: references.clone(),
            })
            .collect();
        graph.merge(groups);
    }
    Ok(())
}

/// References that are compared with in each cycle of a conversion.
fn references(array: &Array) -> Vec<usize> {
    let precharge = std::iter::repeat_n(0, array.digitizer.precharge_cycles() as usize);
    let steps = array.digitizer.steps().unwrap_or_default();
    precharge.chain(steps.into_iter().map(|bits| (1 << bits) - 1)).collect()
}

/// Products on the arrays that compute, in order.
fn placed(products: &[NodeId], topology: &Topology) -> Vec<Option<NodeId>> {
    let mut products = products.iter().copied();
    let computes = |array: usize| !topology.references(array).is_empty();
    (0..topology.arrays()).map(|array| computes(array).then(|| products.next())?).collect()
}
