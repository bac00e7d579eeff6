//! What the lanes between nodes can be, value by value, and who takes them.

use std::collections::BTreeSet;

use crate::dataflow::{NodeId, Ranges, Wired};
use crate::diag::Bug;
use crate::num::Range;

/// Most values of a lane that are listed.
const VALUES: i64 = 1 << 18;

/// A design's lanes.
pub(super) struct Lanes<'g> {
    graph: &'g Wired,
    ranges: Ranges,
}

/// A lane that a node takes at a port.
#[derive(Clone, Copy)]
pub(super) struct Taken {
    pub node: NodeId,
    pub port: usize,
    pub lane: usize,
}

impl<'g> Lanes<'g> {
    pub fn of(graph: &'g Wired) -> Result<Self, Bug> {
        Ok(Self { graph, ranges: Ranges::of(graph) })
    }

    pub fn graph(&self) -> &'g Wired {
        self.graph
    }

    /// Who takes a lane of what a node gives.
    pub fn takers(&self, node: NodeId, lane: usize) -> Vec<Taken> {
        let edges = self.graph.edges().filter(|(from, _, edge)| {
            *from == node && (edge.from..edge.from + edge.lanes).contains(&lane)
        });
        let taken = edges.map(|(_, node, edge)| {
            let (port, lane) = (edge.port, edge.to + lane - edge.from);
            Taken { node, port, lane }
        });
        taken.collect()
    }

    /// Every value that a lane of what a node gives can have, among others perhaps; `None` where they are too
    /// many.
    pub fn given(&self, node: NodeId, lane: usize) -> Option<BTreeSet<i64>> {
        let own = Taken { node, port: 0, lane };
        match self.is_alone(own) {
            true => self.through(own, self.taken(own)?).map(BTreeSet::from_iter),
            false => listed(self.ranges.given(node).get(lane)?),
        }
    }

    /// The same for a lane that a node takes.
    pub fn taken(&self, Taken { node, port, lane }: Taken) -> Option<BTreeSet<i64>> {
        let edges = self.graph.edges_into(node, port);
        let from = edges.iter().find(|(_, edge)| (edge.to..edge.to + edge.lanes).contains(&lane));
        match from {
            Some((from, edge)) => self.given(*from, edge.from + lane - edge.to),
            None => listed(self.ranges.taken(self.graph, node, port).get(lane)?),
        }
    }

    /// What a node gives for values of a lane, in that lane; `None` where more than these count.
    pub fn through(&self, taken: Taken, values: impl IntoIterator<Item = i64>) -> Option<Vec<i64>> {
        let block = self.graph.node(taken.node).block()?.as_block();
        let stream = block.interface().inputs.into_iter().next()?;
        let mut golden = self.is_alone(taken).then(|| block.golden())?;
        let mut beat = vec![0; stream.beat.lanes()];
        let given = values.into_iter().map(|value| {
            *beat.get_mut(taken.lane)? = value;
            golden.fire(std::slice::from_ref(&beat)).pop()?.get(taken.lane).copied()
        });
        given.collect()
    }

    /// Whether nothing that the node gives depends on the lane.
    pub fn ignored(&self, taken: Taken) -> bool {
        let block = self.graph.node(taken.node).block();
        taken.port == 0 && block.is_some_and(|spec| spec.as_block().ignores(taken.lane))
    }

    /// Whether what a node gives in a lane depends on this one alone.
    fn is_alone(&self, taken: Taken) -> bool {
        let block = self.graph.node(taken.node).block().map(|spec| spec.as_block());
        block.is_some_and(|block| block.is_lanewise() && block.interface().inputs.len() == 1)
    }
}

fn listed(range: &Range) -> Option<BTreeSet<i64>> {
    (range.end() - range.start() < VALUES).then(|| range.clone().collect())
}
