//! When every beat moves, told from the blocks' timings alone.
//!
//! The handshakes of a graph without its data, cycle by cycle: offers are followed from producers to
//! consumers, readiness from consumers back to producers, and then every block's pipeline moves on. A
//! producer with several consumers lets each take its beat in its own time and is free when the last
//! has; a consumer takes all its inputs together.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::blocks::{Pipeline, Timing};
use crate::diag::Bug;

use super::balance::interval;
use super::graph::{Graph, NodeId, Operation};

/// A graph's handshakes, from reset on.
pub struct Schedule {
    /// Producers first.
    nodes: Vec<Scheduled>,
    branches: Vec<Branch>,
    input: usize,
    output: usize,
    cycle: u64,
    /// Whether the input's present beat was offered before; an offer stands until it is taken.
    offering: bool,
    accepted: Vec<u64>,
    delivered: Vec<u64>,
    interval: u64,
}

struct Scheduled {
    pipeline: Pipeline,
    /// For every port, what it is fed by.
    ports: Vec<Vec<usize>>,
    /// Where beats go.
    branches: Vec<usize>,
    /// A beat is at every port.
    arrives: bool,
    offers: bool,
    takes: bool,
}

/// What flows from a node to a port.
#[derive(Clone, Copy, Default)]
struct Branch {
    valid: bool,
    ready: bool,
    /// Has taken the present beat while others have not.
    done: bool,
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
        let order = graph.in_order()?;
        let places: BTreeMap<NodeId, usize> =
            order.iter().enumerate().map(|(place, id)| (*id, place)).collect();
        let mut nodes: Vec<Scheduled> = order.iter().map(|id| scheduled(graph, *id)).collect();
        let mut branches = vec![];
        for (from, id) in order.iter().enumerate() {
            for (taker, port) in graph.branches(*id) {
                nodes[from].branches.push(branches.len());
                nodes[places[&taker]].ports[port].push(branches.len());
                branches.push(Branch::default());
            }
        }
        Ok(Self {
            input: places[&graph.input()],
            output: places[&graph.output()?],
            nodes,
            branches,
            cycle: 0,
            offering: false,
            accepted: vec![],
            delivered: vec![],
            interval: interval(graph),
        })
    }

    /// Least cycles between two beats in the long run: the interval of the slowest block, which
    /// [`super::balance()`] makes that of the graph.
    pub fn interval(&self) -> u64 {
        self.interval
    }

    /// The cycles of `beats` beats, offered and taken as early as can be.
    pub fn take(self, beats: usize) -> Vec<Cycles> {
        self.take_paced(beats, u64::MAX, || (true, true))
    }

    /// The cycles of `beats` beats where `pace` tells for every cycle whether a beat may be offered and
    /// whether one may be taken; of fewer beats where `limit` cycles are not enough.
    pub fn take_paced(
        mut self,
        beats: usize,
        limit: u64,
        mut pace: impl FnMut() -> (bool, bool),
    ) -> Vec<Cycles> {
        while self.delivered.len() < beats && self.cycle < limit {
            let (may_offer, takes) = pace();
            let has_next = self.accepted.len() < beats;
            self.offering = has_next && (self.offering || may_offer);
            self.offer();
            self.accept(takes);
            self.clock();
        }
        let pairs = self.accepted.into_iter().zip(self.delivered);
        pairs.map(|(accepted, delivered)| Cycles { accepted, delivered }).collect()
    }

    /// Offers, from producers to consumers.
    fn offer(&mut self) {
        for (place, node) in self.nodes.iter_mut().enumerate() {
            let here = |port: &Vec<usize>| port.iter().all(|branch| self.branches[*branch].valid);
            node.arrives = node.ports.iter().all(here);
            let source = place == self.input;
            node.offers = if source { self.offering } else { node.pipeline.offers(node.arrives) };
            for branch in &node.branches {
                let branch = &mut self.branches[*branch];
                branch.valid = node.offers && !branch.done;
            }
        }
    }

    /// Readiness, from consumers to producers.
    fn accept(&mut self, takes: bool) {
        for (place, node) in self.nodes.iter_mut().enumerate().rev() {
            let served = |branch: &usize| {
                let Branch { ready, done, .. } = self.branches[*branch];
                ready || done
            };
            let down = if place == self.output { takes } else { node.branches.iter().all(served) };
            node.takes = node.pipeline.ready(down);
            for port in &node.ports {
                let here = port.iter().all(|branch| self.branches[*branch].valid);
                // Where beats meet, none is taken before all are there.
                let ready = node.takes
                    && (node.ports.len() == 1 || node.arrives)
                    && (port.len() == 1 || here);
                port.iter().for_each(|branch| self.branches[*branch].ready = ready);
            }
        }
    }

    /// The edge.
    fn clock(&mut self) {
        for (place, node) in self.nodes.iter_mut().enumerate() {
            let moves = node.arrives && node.takes;
            if place == self.input {
                if self.offering && node.takes {
                    self.accepted.push(self.cycle);
                    self.offering = false;
                }
            } else if place == self.output {
                self.delivered.extend(moves.then_some(self.cycle));
            }
            node.pipeline.clock(moves);
            let all = node.branches.iter().all(|branch| {
                let Branch { ready, done, .. } = self.branches[*branch];
                ready || done
            });
            for branch in &node.branches {
                let branch = &mut self.branches[*branch];
                branch.done = (branch.done || branch.ready) && node.offers && !all;
            }
        }
        self.cycle += 1;
    }
}

fn scheduled(graph: &Graph, id: NodeId) -> Scheduled {
    let node = graph.node(id);
    let (pipeline, ports) = match &node.operation {
        Operation::Block(spec) => {
            let block = spec.as_block();
            (Pipeline::new(&block.timing()), block.interface().inputs.len())
        }
        Operation::Input { .. } => (Pipeline::new(&Timing::combinational()), 0),
        Operation::Output { .. } => (Pipeline::new(&Timing::combinational()), 1),
    };
    Scheduled {
        pipeline,
        ports: vec![vec![]; ports],
        branches: vec![],
        arrives: false,
        offers: false,
        takes: false,
    }
}
