//! What every lane can be, whatever samples come.

use std::collections::BTreeMap;

use crate::blocks::Store;
use crate::num::{Format, Range};

use crate::dataflow::graph::{NodeId, Operation};
use crate::dataflow::wired::Wired;

/// For every node what each lane of its output can be.
#[derive(Clone, Debug)]
pub struct Ranges(BTreeMap<NodeId, Vec<Range>>);

impl Ranges {
    /// From the codes of the design's input on, block by block.
    pub fn of(graph: &Wired) -> Self {
        let mut ranges = Self(BTreeMap::new());
        for id in graph.order().iter().copied() {
            let given = match &graph.node(id).operation {
                Operation::Input { beat } => beat.formats().map(Format::codes).collect(),
                Operation::Output { .. } => vec![],
                Operation::Block(spec) => {
                    let ports = graph.interface(id).inputs.len();
                    let taken: Vec<Vec<Range>> =
                        (0..ports).map(|port| ranges.taken(graph, id, port)).collect();
                    spec.as_block().ranges(&taken)
                }
            };
            ranges.0.insert(id, given);
        }
        ranges
    }

    /// Lanes of what a node gives.
    pub fn given(&self, node: NodeId) -> &[Range] {
        self.0.get(&node).map_or(&[], Vec::as_slice)
    }

    /// Lanes that a node takes at a port. Those that nothing feeds are zero, except where they are loads.
    pub fn taken(&self, graph: &Wired, node: NodeId, port: usize) -> Vec<Range> {
        let stream = graph.interface(node).inputs.get(port);
        let Some(stream) = stream else { return vec![] };
        let loads = stream.beat.first_lane(Store::LOAD).is_some();
        let unfed = |format: Format| if loads { format.codes() } else { 0..=0 };
        let mut taken: Vec<Range> = stream.beat.formats().map(unfed).collect();
        for (from, edge) in graph.edges_into(node, port) {
            let given = self.given(from).iter().skip(edge.from).take(edge.lanes);
            taken.iter_mut().skip(edge.to).zip(given).for_each(|(lane, range)| {
                *lane = range.clone();
            });
        }
        taken
    }
}
