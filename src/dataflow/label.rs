//! What drawings say of nodes and edges.

use crate::blocks::Rate;

use super::bind::Binding;
use super::graph::{Edge, Graph, NodeId, Operation};

/// Lines for a node: name, block with its cycles, origin.
pub(super) fn node_lines(graph: &Graph, id: NodeId) -> Vec<String> {
    let node = graph.node(id);
    let block = match &node.operation {
        Operation::Input { lanes, format } => format!("input, {lanes} x {format}"),
        Operation::Output { lanes, format } => format!("output, {lanes} x {format}"),
        Operation::Block(spec) => {
            let timing = spec.as_block().timing();
            let Rate { takes, gives, cycles } = timing.rate();
            let rate = match (takes, gives) {
                (1, 1) => format!("interval {cycles}"),
                _ => format!("{takes} beats to {gives} in {cycles} cycles"),
            };
            format!("{}, latency {}, {rate}", spec.kind(), graph.latency(id))
        }
    };
    let origin = match graph.binding(id) {
        None => node.origin.sentence(),
        Some(Binding { resource, context, .. }) => {
            format!("{}, shared as {} context {context}", node.origin.sentence(), resource.name)
        }
    };
    let lines = [node.name.clone(), block, origin];
    lines.into_iter().filter(|line| !line.is_empty()).collect()
}

/// Lanes and format of an edge.
pub(super) fn edge_line(graph: &Graph, from: NodeId, edge: &Edge) -> String {
    let interface = graph.node(from).interface();
    let format = interface.outputs.first().and_then(|stream| stream.beat.formats().nth(edge.from));
    match format {
        Some(format) => format!("{} x {format}", edge.lanes),
        None => edge.lanes.to_string(),
    }
}

/// Text within SVG.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
