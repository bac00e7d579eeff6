//! Arrays that digitize each other, merged into groups.
//!
//! Products on one entry of the `hardware` section are put into groups in the order of flow, as many into each
//! as its network has arrays that compute. Arrays for which no product is left, and those that never compute,
//! are spares: they only refer.

use crate::blocks::digitizer::Topology;
use crate::dataflow::graph::{Graph, NodeId};
use crate::dataflow::placement::ArrayGroup;
use crate::dataflow::tiling::cuts;
use crate::design::HardwareSection;
use crate::diag::Bug;

/// Merges the hardware of every entry that names a network.
pub(super) fn group(graph: &mut Graph, hardware: &HardwareSection) -> Result<(), Bug> {
    let order = graph.in_order()?;
    for (name, entry) in hardware.iter() {
        let Some(network) = entry.kind.as_hardware().network() else { continue };
        let on = |id: &NodeId| graph.node(*id).origin.hardware.as_deref() == Some(name);
        let products: Vec<NodeId> = order.iter().copied().filter(on).collect();
        let groups = cuts(products.len(), network.topology.computing());
        for (number, within) in groups.into_iter().enumerate() {
            graph.merge(ArrayGroup {
                name: format!("{name}_group_{number}"),
                hardware: name.clone(),
                operations: placed(&products[within], &network.topology),
                topology: network.topology.clone(),
                references: network.references.clone(),
            });
        }
    }
    Ok(())
}

/// Products on the arrays that compute, in order.
fn placed(products: &[NodeId], topology: &Topology) -> Vec<Option<NodeId>> {
    let mut products = products.iter().copied();
    let computes = |array: usize| !topology.references(array).is_empty();
    (0..topology.arrays()).map(|array| computes(array).then(|| products.next())?).collect()
}
