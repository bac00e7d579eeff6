//! When every beat moves, told from the blocks' timings alone.
//!
//! Beats are followed one after the other through the graph in order. Producers feed all their
//! consumers, each at its own time, and are free when the last has taken; consumers take all their
//! inputs together. A block without stations passes a beat on in the cycle it comes.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::blocks::StationClock;
use crate::diag::Bug;

use super::balance::interval;
use super::graph::{Graph, NodeId, Operation};

/// Follows beats through a graph whose input always offers and whose output always takes.
pub struct Schedule {
    /// Nodes with their stations, producers first.
    nodes: Vec<Scheduled>,
    input: NodeId,
    output: NodeId,
    /// First edge at which the next input beat is offered.
    next_offer: u64,
    interval: u64,
}

struct Scheduled {
    id: NodeId,
    producers: Vec<NodeId>,
    consumers: Vec<NodeId>,
    stations: Vec<StationClock>,
}

/// Edges at which one beat enters and leaves, counted from the first edge after reset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Cycles {
    /// The input beat is taken.
    pub accepted: u64,
    /// The output beat is given.
    pub delivered: u64,
}

impl Schedule {
    /// A schedule of an empty graph, before the first beat.
    pub fn new(graph: &Graph) -> Result<Self, Bug> {
        let node = |id: NodeId| Scheduled {
            id,
            producers: graph.producers(id),
            consumers: graph.consumers(id),
            stations: match &graph.node(id).operation {
                Operation::Block(spec) => spec.as_block().timing().stations,
                Operation::Input { .. } | Operation::Output { .. } => vec![],
            }
            .into_iter()
            .map(StationClock::new)
            .collect(),
        };
        Ok(Self {
            nodes: graph.in_order()?.into_iter().map(node).collect(),
            input: graph.input(),
            output: graph.output()?,
            next_offer: 0,
            interval: interval(graph),
        })
    }

    /// Least cycles between two beats in the long run: the interval of the slowest block, which
    /// [`super::balance()`] makes that of the graph.
    pub fn interval(&self) -> u64 {
        self.interval
    }

    /// The cycles of the next `beats` beats.
    pub fn take(&mut self, beats: usize) -> Vec<Cycles> {
        (0..beats).map(|_| self.step()).collect()
    }

    fn step(&mut self) -> Cycles {
        let mut offered = BTreeMap::from([(self.input, self.next_offer)]);
        let mut accepted = BTreeMap::new();
        for node in &mut self.nodes {
            let arrival = node.producers.iter().map(|producer| offered[producer]).max();
            let Some(arrival) = arrival else { continue };
            let (first, leaves) = pass(&mut node.stations, arrival);
            offered.insert(node.id, leaves);
            accepted.extend(first.map(|at| (node.id, at)));
        }
        // The output takes what it is offered; whoever has no station is done when its consumers are.
        accepted.insert(self.output, offered[&self.output]);
        for node in self.nodes.iter_mut().rev() {
            let departed = node.consumers.iter().map(|consumer| accepted[consumer]).max();
            let Some(departed) = departed else { continue };
            accepted.entry(node.id).or_insert(departed);
            if let Some(last) = node.stations.last_mut() {
                last.depart(departed);
            }
        }
        let cycles = Cycles { accepted: accepted[&self.input], delivered: accepted[&self.output] };
        self.next_offer = cycles.accepted + 1;
        cycles
    }
}

/// A beat that arrives at `arrival` goes through stations in a row. Gives when the first takes it, if
/// there is one, and when the last offers it.
fn pass(stations: &mut [StationClock], arrival: u64) -> (Option<u64>, u64) {
    let (mut first, mut at) = (None, arrival);
    for index in 0..stations.len() {
        let taken = at.max(stations[index].earliest());
        match index {
            0 => first = Some(taken),
            _ => stations[index - 1].depart(taken),
        }
        at = stations[index].accept(taken);
    }
    (first, at)
}
