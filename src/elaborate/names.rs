//! Names of the wires between nodes in the top module.

use crate::blocks::Stream;
use crate::dataflow::Node;

/// The wire of what a node takes at a stream, all lanes in its formats.
pub fn taken_wire(node: &Node, stream: &Stream) -> String {
    format!("{}_{}_beat", node.name, stream.name)
}

/// The wire of what a node gives.
pub fn given_wire(node: &Node, stream: &Stream) -> String {
    format!("{}_{}_tdata", node.name, stream.name)
}
