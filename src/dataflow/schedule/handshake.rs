//! What streams do in a cycle.

use crate::dataflow::graph::NodeId;

/// The handshake of one stream in one cycle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Handshake {
    /// A beat is offered.
    pub valid: bool,
    /// It would be taken. Means nothing while there is none.
    pub ready: bool,
}

impl Handshake {
    /// A beat moves at the edge.
    pub fn moves(self) -> bool {
        self.valid && self.ready
    }
}

/// The streams of one node in one cycle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handshakes {
    /// The node.
    pub node: NodeId,
    /// Its ports.
    pub inputs: Vec<Handshake>,
    /// What it offers to all its takers; none at the graph's output.
    pub output: Option<Handshake>,
}
