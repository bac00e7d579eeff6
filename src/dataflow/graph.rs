//! The graph and what holds of it.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::Direction;
use petgraph::stable_graph::{EdgeIndex, NodeIndex, StableDiGraph};
use petgraph::visit::{EdgeRef, IntoEdgeReferences};

use super::array_groups::ArrayGroup;
use super::bind::{Binding, PlacedArray, Resource};
use crate::blocks::digitizer::Errors;
use crate::blocks::wht_crossbar::{RandomTie, Tie};
use crate::blocks::{Block, BlockSpec, Interface, Stream};
use crate::diag::Bug;
use crate::num::Format;

/// Handle of a node.
pub type NodeId = NodeIndex;

/// Operations and the streams between them. One input, one output, no cycles.
#[derive(Clone, Debug)]
pub struct Graph {
    /// Name of the design.
    pub name: String,
    nodes: StableDiGraph<Node, Edge>,
    input: NodeId,
    output: Option<NodeId>,
    beats_per_sample: u64,
    resources: Vec<Resource>,
    groups: Vec<ArrayGroup>,
}

/// One operation.
#[derive(Clone, Debug)]
pub struct Node {
    /// Unique name; also that of its instance in the hardware.
    pub name: String,
    /// What it does.
    pub operation: Operation,
    /// Where in the design it comes from.
    pub origin: Origin,
}

/// What a node does.
#[derive(Clone, Debug)]
pub enum Operation {
    /// Gives the design's input beats.
    Input {
        /// Lanes of a beat.
        lanes: usize,
        /// Format of a lane.
        format: Format,
    },
    /// Takes the design's output beats.
    Output {
        /// Lanes of a beat.
        lanes: usize,
        /// Format of a lane.
        format: Format,
    },
    /// A block of the library.
    Block(Box<BlockSpec>),
}

/// What a node stands for in the design file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// Name of the layer.
    pub layer: Option<String>,
    /// Name of the array in the `hardware` section that the operation is bound to.
    pub hardware: Option<String>,
    /// Which part of the layer, in words.
    pub part: String,
    /// Row and column of a tile among those of its layer.
    pub place: Option<(usize, usize)>,
}

/// Some lanes of a producer on their way to some lanes of a consumer's port. Lanes of a port that no
/// edge covers are zero. A consumer's format may be wider than the producer's: lanes are extended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// First lane of the producer's beat.
    pub from: usize,
    /// Number of lanes.
    pub lanes: usize,
    /// Input port of the consumer.
    pub port: usize,
    /// First lane of the port's beat.
    pub to: usize,
}

impl Origin {
    /// One sentence for comments and drawings.
    pub fn sentence(&self) -> String {
        let layer = self.layer.iter().map(|layer| format!("layer `{layer}`"));
        let part = Some(self.part.clone()).filter(|part| !part.is_empty());
        let hardware = self.hardware.iter().map(|array| format!("on `{array}`"));
        layer.chain(part).chain(hardware).collect::<Vec<_>>().join(", ")
    }
}

impl Node {
    /// Its name, and where it comes from.
    pub fn described(&self) -> String {
        match self.origin.sentence() {
            origin if origin.is_empty() => self.name.clone(),
            origin => format!("{}: {origin}", self.name),
        }
    }

    /// Its block; `None` for the design's ends.
    pub fn block(&self) -> Option<&BlockSpec> {
        match &self.operation {
            Operation::Block(spec) => Some(spec),
            Operation::Input { .. } | Operation::Output { .. } => None,
        }
    }

    /// Its streams. The design's input has no inputs, its output no outputs.
    pub fn interface(&self) -> Interface {
        match &self.operation {
            Operation::Input { lanes, format } => {
                Interface { inputs: vec![], outputs: vec![Stream::new("s_axis", *lanes, *format)] }
            }
            Operation::Output { lanes, format } => {
                Interface { inputs: vec![Stream::new("m_axis", *lanes, *format)], outputs: vec![] }
            }
            Operation::Block(spec) => spec.as_block().interface(),
        }
    }
}

impl Graph {
    /// A graph that takes beats of `lanes` numbers.
    pub fn new(name: impl Into<String>, lanes: usize, format: Format) -> Self {
        let mut nodes = StableDiGraph::new();
        let operation = Operation::Input { lanes, format };
        let input =
            nodes.add_node(Node { name: "s_axis".into(), operation, origin: Origin::default() });
        Self {
            name: name.into(),
            nodes,
            input,
            output: None,
            beats_per_sample: 1,
            resources: vec![],
            groups: vec![],
        }
    }

    /// The same graph for samples that come as several beats: the pixels of an image.
    pub fn of_frames(self, beats_per_sample: u64) -> Self {
        Self { beats_per_sample, ..self }
    }

    /// Binds operations to hardware that they share.
    pub(super) fn share(&mut self, resources: Vec<Resource>) {
        self.resources.extend(resources);
    }

    /// Hardware that operations share; all others have a block of their own.
    pub fn resources(&self) -> &[Resource] {
        &self.resources
    }

    /// Merges arrays into groups.
    pub(super) fn merge(&mut self, groups: Vec<ArrayGroup>) {
        self.groups.extend(groups);
    }

    /// Gives the array of an operation its errors.
    pub(super) fn set_errors(&mut self, node: NodeId, errors: &Errors) {
        let bound = self.binding(node).map(|binding| binding.number);
        if let Some(resource) = bound.and_then(|number| self.resources.get_mut(number)) {
            resource.bank.array.errors = Some(errors.clone());
        }
        if let Operation::Block(spec) = &mut self.nodes[node].operation {
            let own = match &mut **spec {
                BlockSpec::CimTile(tile) => &mut tile.array.errors,
                BlockSpec::CimBank(bank) => &mut bank.array.errors,
                BlockSpec::Digitizer(digitizer) => &mut digitizer.errors,
                _ => return,
            };
            *own = Some(errors.clone());
        }
    }

    /// Gives a crossbar its ties by chance.
    pub(super) fn set_tie(&mut self, node: NodeId, random: RandomTie) {
        if let Operation::Block(spec) = &mut self.nodes[node].operation
            && let BlockSpec::WhtCrossbar(transform) = &mut **spec
        {
            transform.crossbar.tie = Tie::Random(random);
        }
    }

    /// Arrays that digitize each other.
    pub fn groups(&self) -> &[ArrayGroup] {
        &self.groups
    }

    /// The number of the group whose array an operation has, and that of the array in it.
    pub fn membership(&self, node: NodeId) -> Option<(usize, usize)> {
        self.groups.iter().enumerate().find_map(|(number, group)| {
            let array = group.operations.iter().position(|id| *id == Some(node))?;
            Some((number, array))
        })
    }

    /// What an operation is bound to; `None` for one with a block of its own.
    pub fn binding(&self, node: NodeId) -> Option<Binding<'_>> {
        self.resources.iter().enumerate().find_map(|(number, resource)| {
            let context = resource.operations.iter().position(|id| *id == node)?;
            Some(Binding { number, resource, context })
        })
    }

    /// The arrays: those that operations share, then those of one operation, in the order of flow.
    pub fn arrays(&self) -> Result<Vec<PlacedArray<'_>>, Bug> {
        let shared = self.resources.iter().map(|resource| PlacedArray {
            name: &resource.name,
            hardware: &resource.hardware,
            operations: resource.operations.clone(),
            shared: Some(resource),
        });
        let order = self.in_order()?;
        let own = order.into_iter().filter_map(|id| {
            let node = self.node(id);
            let hardware = node.origin.hardware.as_deref()?;
            let own =
                PlacedArray { name: &node.name, hardware, operations: vec![id], shared: None };
            self.binding(id).is_none().then_some(own)
        });
        Ok(shared.chain(own).collect())
    }

    /// Cycles from a beat's being taken to its result's first being offered, without back-pressure and,
    /// where the hardware is shared, without waiting for others; where arrays take turns, with all of them.
    pub fn latency(&self, node: NodeId) -> u64 {
        let own = match &self.node(node).operation {
            // All phases take as many turns.
            Operation::Block(spec) => match self.membership(node) {
                Some((number, _)) => {
                    let phases = self.groups[number].phases().len() as u64;
                    (spec.as_block().timing().latency() - 1) * phases + 1
                }
                None => spec.as_block().timing().latency(),
            },
            Operation::Input { .. } | Operation::Output { .. } => 0,
        };
        let slots = self.binding(node).map(|bound| bound.resource.slots(bound.context));
        own + slots.map_or(0, |slots| slots.timing().latency())
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
    pub fn add_output(&mut self, lanes: usize, format: Format) -> NodeId {
        let operation = Operation::Output { lanes, format };
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

    /// Checks that every port is fed, that lanes exist and do not overlap, and that formats fit.
    pub fn check(&self) -> Result<(), Bug> {
        self.in_order()?;
        self.output()?;
        for (id, node) in self.nodes() {
            let interface = node.interface();
            if !interface.outputs.is_empty() && self.consumers(id).is_empty() {
                return Err(self.wrong(node, "feeds nothing"));
            }
            let by_port = self.edges_by_port(id, interface.inputs.len());
            for (edges, stream) in by_port.into_iter().zip(&interface.inputs) {
                self.check_port(id, edges, stream)?;
            }
        }
        Ok(())
    }

    fn wrong(&self, node: &Node, what: &str) -> Bug {
        Bug::new(format!("node `{}` of graph `{}` {what}", node.name, self.name))
    }

    fn check_port(
        &self,
        id: NodeId,
        edges: Vec<(NodeId, &Edge)>,
        stream: &Stream,
    ) -> Result<(), Bug> {
        let node = self.node(id);
        let formats: Vec<Format> = stream.beat.formats().collect();
        if edges.is_empty() {
            return Err(self.wrong(node, &format!("lacks a producer at `{}`", stream.name)));
        }
        let mut covered = 0;
        for (producer, edge) in edges {
            if edge.to < covered || edge.to + edge.lanes > formats.len() {
                return Err(self.wrong(node, &format!("has misplaced lanes at `{}`", stream.name)));
            }
            covered = edge.to + edge.lanes;
            let interface = self.node(producer).interface();
            let given = interface.outputs.iter().flat_map(|stream| stream.beat.formats());
            let given: Vec<Format> = given.skip(edge.from).take(edge.lanes).collect();
            if given.len() < edge.lanes {
                return Err(self.wrong(node, "takes lanes that do not exist"));
            }
            if given.iter().zip(&formats[edge.to..]).any(|(from, to)| !to.holds(*from)) {
                return Err(self.wrong(
                    node,
                    &format!("cannot hold what `{}` gives", self.node(producer).name),
                ));
            }
        }
        Ok(())
    }
}
