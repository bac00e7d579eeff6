//! The ticket: a graph of which all is known that schedule, evaluation and hardware need.

use std::collections::BTreeMap;
use std::ops::Deref;

use crate::blocks::{Block, BlockSpec, Interface};
use crate::diag::Bug;

use super::graph::{Graph, NodeId};
use super::placement::Instance;
use super::rates::Rates;

/// A finished graph: without cycles, every port fed by lanes that are there and fit, every node taken from, as many
/// beats wherever some meet. Made only by [`Wired::new`]; nothing of it changes any more.
#[derive(Clone, Debug)]
pub struct Wired {
    graph: Graph,
    order: Vec<NodeId>,
    interfaces: BTreeMap<NodeId, Interface>,
    rates: Rates,
    instances: Vec<Instance>,
}

impl Wired {
    /// Checks a graph whose operations are placed.
    ///
    /// # Errors
    ///
    /// Of what does not hold the first: always a mistake of cimgen's.
    pub fn new(graph: Graph) -> Result<Self, Bug> {
        let order = graph.in_order()?;
        graph.output()?;
        graph.check()?;
        let interfaces = order.iter().map(|id| (*id, graph.node(*id).interface())).collect();
        let rates = Rates::of(&graph)?;
        let instances = instances(&graph, &order);
        Ok(Self { graph, order, interfaces, rates, instances })
    }

    /// Nodes, producers before consumers, otherwise in the order they were added.
    pub fn order(&self) -> &[NodeId] {
        &self.order
    }

    /// The streams of a node.
    pub fn interface(&self, node: NodeId) -> &Interface {
        &self.interfaces[&node]
    }

    /// Beats and cycles of every node for one sample.
    pub fn rates(&self) -> &Rates {
        &self.rates
    }

    /// The block that does the work of a node, perhaps of others too; `None` for the design's ends.
    pub fn block_of(&self, node: NodeId) -> Option<&dyn Block> {
        let own = || self.graph.node(node).block().map(BlockSpec::as_block);
        let turn = self.graph.placed(node).turn;
        turn.and_then(|turn| self.graph.shared()[turn.instance].block()).or_else(own)
    }

    /// All hardware: what operations share, by number, then that of one operation each, in the order of flow.
    pub fn instances(&self) -> &[Instance] {
        &self.instances
    }
}

impl Deref for Wired {
    type Target = Graph;

    fn deref(&self) -> &Graph {
        &self.graph
    }
}

fn instances(graph: &Graph, order: &[NodeId]) -> Vec<Instance> {
    let own = order.iter().filter(|id| graph.placed(**id).turn.is_none());
    let own = own.filter_map(|id| {
        let node = graph.node(*id);
        node.block()?;
        let (name, hardware) = (node.name.clone(), node.origin.hardware.clone());
        Some(Instance { name, hardware, shared: None, operations: vec![*id] })
    });
    graph.shared().iter().cloned().chain(own).collect()
}
