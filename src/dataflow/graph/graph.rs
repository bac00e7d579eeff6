//! The graph and what holds of it.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::Direction;
use petgraph::stable_graph::{EdgeIndex, StableDiGraph};
use petgraph::visit::{EdgeRef, IntoEdgeReferences};

use super::edge::Edge;
use super::node::{Node, NodeId, Operation, Origin};
use crate::blocks::{Block, BlockSpec, StreamType};
use crate::dataflow::placement::{ArrayGroup, Instance, Placed, Placement};
use crate::diag::Bug;

/// Operations and the streams between them. One input, one output, no cycles.
#[derive(Clone, Debug)]
pub struct Graph {
    /// Name of the design.
    pub name: String,
    nodes: StableDiGraph<Node, Edge>,
    input: NodeId,
    output: Option<NodeId>,
    beats_per_sample: u64,
    placement: Placement,
}

impl Graph {
    /// A graph that takes such beats.
    pub fn new(name: impl Into<String>, beat: StreamType) -> Self {
        let mut nodes = StableDiGraph::new();
        let operation = Operation::Input { beat };
        let input =
            nodes.add_node(Node { name: "s_axis".into(), operation, origin: Origin::default() });
        Self {
            name: name.into(),
            nodes,
            input,
            output: None,
            beats_per_sample: 1,
            placement: Placement::default(),
        }
    }

    /// The same graph for samples that come as several beats: the pixels of an image.
    pub fn of_frames(self, beats_per_sample: u64) -> Self {
        Self { beats_per_sample, ..self }
    }

    /// Lets operations take turns on hardware that they share.
    pub(in crate::dataflow) fn share(&mut self, instance: Instance) {
        self.placement.share(instance);
    }

    /// Merges arrays into a group.
    pub(in crate::dataflow) fn merge(&mut self, group: ArrayGroup) {
        self.placement.merge(group);
    }

    /// Gives what an operation draws its number, and the numbers of what makes its references, where these do not
    /// follow it; on the hardware that it shares, too.
    pub(in crate::dataflow) fn number(&mut self, node: NodeId, own: u32, references: Vec<u32>) {
        self.placement.number(node, own, &references);
        if let Operation::Block(block) = &mut self.nodes[node].operation {
            block.as_block_mut().number(own, references);
        }
    }

    /// Where an operation runs.
    pub fn placed(&self, node: NodeId) -> Placed {
        self.placement.of(node)
    }

    /// Hardware that operations take turns on, by number.
    pub fn shared(&self) -> &[Instance] {
        self.placement.shared()
    }

    /// Arrays that digitize each other.
    pub fn groups(&self) -> &[ArrayGroup] {
        self.placement.groups()
    }

    /// Input beats that make a sample; 1, unless [`Self::of_frames`] said otherwise.
    pub fn beats_per_sample(&self) -> u64 {
        self.beats_per_sample
    }

    /// The node that gives the design's input.
    pub fn input(&self) -> NodeId {
        self.input
    }

    /// The node that takes the design's output.
    pub fn output(&self) -> Result<NodeId, Bug> {
        self.output.ok_or_else(|| Bug::new(format!("graph `{}` has no output", self.name)))
    }

    /// Adds an operation.
    pub fn add(
        &mut self,
        name: impl Into<String>,
        spec: impl Into<BlockSpec>,
        origin: Origin,
    ) -> NodeId {
        let operation = Operation::Block(Box::new(spec.into()));
        self.nodes.add_node(Node { name: name.into(), operation, origin })
    }

    /// Adds the design's output.
    pub fn add_output(&mut self, beat: StreamType) -> NodeId {
        let operation = Operation::Output { beat };
        let node = Node { name: "m_axis".into(), operation, origin: Origin::default() };
        let id = self.nodes.add_node(node);
        self.output = Some(id);
        id
    }

    /// Adds an edge.
    pub fn connect(&mut self, from: NodeId, to: NodeId, edge: Edge) {
        self.nodes.add_edge(from, to, edge);
    }

    /// Puts a node of one input and one output, both like `from`'s output, on all edges from `from`
    /// to `port` of `to`.
    pub fn insert_between(&mut self, from: NodeId, to: NodeId, port: usize, node: NodeId) {
        let moved: Vec<EdgeIndex> = self
            .nodes
            .edges_connecting(from, to)
            .filter(|edge| edge.weight().port == port)
            .map(|edge| edge.id())
            .collect();
        for id in moved {
            if let Some(edge) = self.nodes.remove_edge(id) {
                self.nodes.add_edge(node, to, edge);
            }
        }
        let lanes =
            self.node(from).interface().outputs.first().map_or(0, |stream| stream.beat.lanes());
        self.nodes.add_edge(from, node, Edge { from: 0, lanes, port: 0, to: 0 });
    }

    /// The node behind a handle.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id]
    }

    /// All nodes, in the order they were added.
    pub fn nodes(&self) -> impl Iterator<Item = (NodeId, &Node)> {
        self.nodes.node_indices().map(|id| (id, &self.nodes[id]))
    }

    /// All blocks, in the order they were added.
    pub fn blocks(&self) -> impl Iterator<Item = &dyn Block> {
        self.nodes().filter_map(|(_, node)| match &node.operation {
            Operation::Block(spec) => Some(spec.as_block()),
            Operation::Input { .. } | Operation::Output { .. } => None,
        })
    }

    /// Whether what comes of a sample depends on none before it: no block remembers, and nothing can be loaded.
    pub fn forgets(&self) -> bool {
        self.blocks().all(|block| block.forgets_after().is_some() && block.store().is_none())
    }

    /// All edges: producer, consumer, lanes.
    pub fn edges(&self) -> impl Iterator<Item = (NodeId, NodeId, &Edge)> {
        self.nodes.edge_references().map(|edge| (edge.source(), edge.target(), edge.weight()))
    }

    /// Edges that end at `port` of `node`, by lane.
    pub fn edges_into(&self, node: NodeId, port: usize) -> Vec<(NodeId, &Edge)> {
        let into = self.nodes.edges_directed(node, Direction::Incoming);
        let mut edges: Vec<(NodeId, &Edge)> = into
            .filter(|edge| edge.weight().port == port)
            .map(|edge| (edge.source(), edge.weight()))
            .collect();
        edges.sort_by_key(|(_, edge)| edge.to);
        edges
    }

    /// Edges that end at each of the first `ports` ports of `node`, by lane: one look at all edges
    /// for nodes of many ports.
    pub fn edges_by_port(&self, node: NodeId, ports: usize) -> Vec<Vec<(NodeId, &Edge)>> {
        let mut by_port = vec![vec![]; ports];
        for edge in self.nodes.edges_directed(node, Direction::Incoming) {
            if let Some(edges) = by_port.get_mut(edge.weight().port) {
                edges.push((edge.source(), edge.weight()));
            }
        }
        by_port.iter_mut().for_each(|edges| edges.sort_by_key(|(_, edge)| edge.to));
        by_port
    }

    /// Distinct nodes that feed `node`.
    pub fn producers(&self, node: NodeId) -> Vec<NodeId> {
        self.neighbors(node, Direction::Incoming)
    }

    /// Who gives what comes out of a node: itself, or, of a queue, the node in front of it.
    pub fn ahead_of_queues(&self, mut node: NodeId) -> NodeId {
        let is_queue = |id: NodeId| {
            self.node(id).block().is_some_and(|block| block.as_block().queue().is_some())
        };
        while is_queue(node)
            && let [ahead] = self.producers(node)[..]
        {
            node = ahead;
        }
        node
    }

    /// Distinct nodes that `node` feeds.
    pub fn consumers(&self, node: NodeId) -> Vec<NodeId> {
        self.neighbors(node, Direction::Outgoing)
    }

    fn neighbors(&self, node: NodeId, direction: Direction) -> Vec<NodeId> {
        let mut found: Vec<NodeId> = self.nodes.neighbors_directed(node, direction).collect();
        found.sort();
        found.dedup();
        found
    }

    /// The ports that a node's output goes to, each once.
    pub fn branches(&self, node: NodeId) -> Vec<(NodeId, usize)> {
        let out = self.nodes.edges_directed(node, Direction::Outgoing);
        let mut branches: Vec<(NodeId, usize)> =
            out.map(|edge| (edge.target(), edge.weight().port)).collect();
        branches.sort();
        branches.dedup();
        branches
    }

    /// Nodes, producers before consumers, otherwise in the order they were added.
    pub fn in_order(&self) -> Result<Vec<NodeId>, Bug> {
        let mut waits: BTreeMap<NodeId, usize> =
            self.nodes.node_indices().map(|id| (id, self.producers(id).len())).collect();
        let mut free: BTreeSet<NodeId> =
            waits.iter().filter(|(_, count)| **count == 0).map(|(id, _)| *id).collect();
        let mut order = vec![];
        while let Some(id) = free.pop_first() {
            order.push(id);
            for consumer in self.consumers(id) {
                if let Some(count) = waits.get_mut(&consumer) {
                    *count -= 1;
                    if *count == 0 {
                        free.insert(consumer);
                    }
                }
            }
        }
        if order.len() == waits.len() {
            return Ok(order);
        }
        Err(Bug::new(format!("graph `{}` has a cycle", self.name)))
    }
}
