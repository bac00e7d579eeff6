//! How many beats every node gives for one sample, and the cycles that it needs for them.

use std::collections::BTreeMap;

use crate::blocks::Rate;
use crate::diag::Bug;

use super::graph::{Graph, Node, NodeId, Operation};
use super::placement::{ArrayGroup, Instance, SLOTS};

/// Beats and cycles of every node for one sample, in the long run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rates {
    nodes: BTreeMap<NodeId, Share>,
    output: NodeId,
    /// Cycles of the operations on each shared instance together, and of each group of arrays.
    shared: Vec<u64>,
}

/// What one sample is for one node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Share {
    gives: u64,
    cycles: u64,
}

impl Rates {
    /// The rates of a graph whose samples are [`Graph::beats_per_sample`] beats.
    ///
    /// # Errors
    ///
    /// Where beats that meet are not equally many, or where a sample ends within a block's round.
    pub fn of(graph: &Graph) -> Result<Self, Bug> {
        let mut nodes: BTreeMap<NodeId, Share> = BTreeMap::new();
        for id in graph.in_order()? {
            let wrong = |what: &str| {
                let (node, graph) = (&graph.node(id).name, &graph.name);
                Bug::new(format!("node `{node}` of graph `{graph}` {what}"))
            };
            let mut arriving = graph.producers(id).into_iter().map(|from| nodes[&from].gives);
            let takes = arriving.next().unwrap_or(graph.beats_per_sample());
            if arriving.any(|other| other != takes) {
                return Err(wrong("joins beats that are not equally many"));
            }
            let rate = match &graph.node(id).operation {
                Operation::Block(spec) => spec.as_block().timing().rate(),
                Operation::Input { .. } | Operation::Output { .. } => Rate::ONE_TO_ONE,
            };
            if takes % rate.takes != 0 {
                return Err(wrong("takes beats of two samples together"));
            }
            let rounds = takes / rate.takes;
            nodes.insert(id, Share { gives: rounds * rate.gives, cycles: rounds * rate.cycles });
        }
        let together = |instance: &Instance| {
            instance.operations.iter().map(|node| nodes[node].cycles).sum::<u64>()
        };
        // Phases take turns, a conversion each, and in a phase the longest is the last.
        let turns = |group: &ArrayGroup| {
            let longest = |phase: Vec<usize>| {
                let products = phase.into_iter().filter_map(|array| group.operations[array]);
                products.map(|node| nodes[&node].cycles).max().unwrap_or(0)
            };
            group.phases().into_iter().map(longest).sum::<u64>()
        };
        let shared = graph.shared().iter().map(together);
        let shared = shared.chain(graph.groups().iter().map(turns)).collect();
        Ok(Self { nodes, output: graph.output()?, shared })
    }

    /// Beats that a node gives for one sample.
    pub fn gives(&self, node: NodeId) -> u64 {
        self.nodes[&node].gives
    }

    /// Beats of a result.
    pub fn beats_per_result(&self) -> u64 {
        self.gives(self.output)
    }

    /// Least cycles that a node needs for one sample.
    pub fn cycles(&self, node: NodeId) -> u64 {
        self.nodes[&node].cycles
    }

    /// Cycles of the slowest node or shared instance: no sample follows another sooner in the long run.
    pub fn bound(&self) -> u64 {
        let nodes = self.nodes.values().map(|share| share.cycles);
        nodes.chain(self.shared.iter().copied()).max().unwrap_or(1)
    }
}

/// Most samples that are between a graph's input and output at once.
pub fn capacity(graph: &Graph) -> u64 {
    let holds = |(id, node): (NodeId, &Node)| match &node.operation {
        // What was started and not yet taken has a slot.
        Operation::Block(_) if graph.placed(id).turn.is_some() => u64::from(SLOTS),
        Operation::Block(spec) => spec.as_block().timing().holds(),
        Operation::Input { .. } | Operation::Output { .. } => 0,
    };
    graph.nodes().map(holds).sum()
}
