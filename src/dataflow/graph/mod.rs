//! Operations and the streams between them.

mod bundle;
mod check;
mod edge;
#[allow(clippy::module_inception, reason = "the folder is about graphs, the file is one")]
mod graph;
mod node;

pub(super) use bundle::Bundle;
pub use edge::Edge;
pub use graph::Graph;
pub use node::{Node, NodeId, Operation, Origin};
