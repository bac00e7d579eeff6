//! What the beats hold: every block's golden model, wired as the graph says.

use std::collections::BTreeMap;

use crate::blocks::{Beat, Block, Golden, Instructions};
use crate::diag::Bug;

use super::graph::{Edge, Graph, NodeId, Operation};

/// The software meaning of a graph: untimed and bit exact.
pub struct Evaluator {
    nodes: Vec<Evaluated>,
    input: NodeId,
    output: NodeId,
}

struct Evaluated {
    id: NodeId,
    /// `None` for the graph's output, which only gathers its lanes.
    golden: Option<Box<dyn Golden>>,
    ports: Vec<Port>,
}

struct Port {
    lanes: usize,
    edges: Vec<(NodeId, Edge)>,
}

impl Evaluator {
    /// An evaluator with all blocks in their first state.
    pub fn new(graph: &Graph) -> Result<Self, Bug> {
        Self::of(graph, |block| block.golden())
    }

    /// The same with fast models where blocks have them, and whether any has.
    pub(super) fn fast(graph: &Graph, instructions: Instructions) -> Result<(Self, bool), Bug> {
        let mut any = false;
        let evaluator = Self::of(graph, |block| match block.fast(instructions) {
            Some(fast) => {
                any = true;
                fast
            }
            None => block.golden(),
        })?;
        Ok((evaluator, any))
    }

    fn of(
        graph: &Graph,
        mut model: impl FnMut(&dyn Block) -> Box<dyn Golden>,
    ) -> Result<Self, Bug> {
        let nodes = graph.in_order()?.into_iter().filter(|id| *id != graph.input());
        let evaluated = |id: NodeId| {
            let node = graph.node(id);
            let golden = match &node.operation {
                Operation::Block(spec) => Some(model(spec.as_block())),
                Operation::Input { .. } | Operation::Output { .. } => None,
            };
            let inputs = node.interface().inputs;
            let by_port = graph.edges_by_port(id, inputs.len());
            let ports = inputs.iter().zip(by_port).map(|(stream, edges)| Port {
                lanes: stream.beat.lanes(),
                edges: edges.into_iter().map(|(from, edge)| (from, edge.clone())).collect(),
            });
            Evaluated { id, golden, ports: ports.collect() }
        };
        Ok(Self {
            nodes: nodes.map(evaluated).collect(),
            input: graph.input(),
            output: graph.output()?,
        })
    }

    /// One beat in, one beat out.
    pub fn fire(&mut self, input: &Beat) -> Beat {
        self.trace(input).remove(&self.output).unwrap_or_default()
    }

    /// One beat in; the beats that every node gives (the output node: takes).
    pub fn trace(&mut self, input: &Beat) -> BTreeMap<NodeId, Beat> {
        let mut beats = BTreeMap::from([(self.input, input.clone())]);
        for node in &mut self.nodes {
            let mut inputs: Vec<Beat> = node.ports.iter().map(|port| port.gather(&beats)).collect();
            let given = match &mut node.golden {
                Some(golden) => golden.fire(&inputs).pop(),
                None => inputs.pop(),
            };
            beats.insert(node.id, given.unwrap_or_default());
        }
        beats
    }
}

impl Port {
    fn gather(&self, beats: &BTreeMap<NodeId, Beat>) -> Beat {
        let mut beat = vec![0; self.lanes];
        for (from, edge) in &self.edges {
            let given = &beats[from][edge.from..edge.from + edge.lanes];
            beat[edge.to..edge.to + edge.lanes].copy_from_slice(given);
        }
        beat
    }
}
