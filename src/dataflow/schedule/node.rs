//! A node at work.

use std::collections::VecDeque;

use crate::blocks::Work;
use crate::dataflow::graph::NodeId;
use crate::dataflow::wired::Wired;

use super::machine::Machine;

pub(super) struct Scheduled {
    pub id: NodeId,
    pub machine: Machine,
    /// The work that is to come, where data tell; then all are the longest.
    pub works: VecDeque<Work>,
    longest: Option<Work>,
    /// For every port, what it is fed by.
    pub ports: Vec<Vec<usize>>,
    /// Where beats go.
    pub branches: Vec<usize>,
    /// A beat is at every port.
    pub arrives: bool,
    pub offers: bool,
    pub takes: bool,
    /// All its takers have taken or would take what it offers.
    pub served: bool,
}

/// What flows from a node to a port.
#[derive(Clone, Copy, Default)]
pub(super) struct Branch {
    pub valid: bool,
    pub ready: bool,
    /// Has taken the present beat while others have not.
    pub done: bool,
}

impl Scheduled {
    pub fn new(graph: &Wired, id: NodeId) -> Self {
        Self {
            id,
            machine: Machine::new(graph, id),
            works: VecDeque::new(),
            longest: graph.block_of(id).and_then(|block| block.timing().longest()),
            ports: vec![vec![]; graph.interface(id).inputs.len()],
            branches: vec![],
            arrives: false,
            offers: false,
            takes: false,
            served: false,
        }
    }

    /// The work of the beat that it takes; `None` where all are alike.
    pub fn work(&mut self) -> Option<Work> {
        self.works.pop_front().or(self.longest)
    }
}
