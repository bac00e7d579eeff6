//! What goes from a layer to the next.

use crate::dataflow::graph::Bundle;
use crate::dataflow::graph::{Graph, NodeId};
use crate::image::Shape;

/// The lanes of a beat, and what beats are.
pub(super) struct Activations {
    pub bundle: Bundle,
    /// The image whose pixels the beats are; `None` where a beat is all there is.
    pub image: Option<Shape>,
}

impl Activations {
    /// What a node gives for each beat it takes.
    pub fn of(graph: &Graph, node: NodeId, image: Option<Shape>) -> Self {
        Self { bundle: Bundle::of(graph, node), image }
    }
}
