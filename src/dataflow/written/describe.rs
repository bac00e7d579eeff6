//! A graph as somebody would write it.

use std::collections::BTreeMap;

use crate::design::{GraphDescription, INPUT, Lanes, NodeDescription, Tap};
use crate::diag::Bug;

use crate::dataflow::graph::{Edge, Graph, NodeId};

/// The blocks and streams of a graph as a design has them, contents included. Wired again, they are the
/// same hardware.
pub fn describe(graph: &Graph) -> Result<GraphDescription, Bug> {
    let mut nodes = vec![];
    for (id, node) in graph.nodes() {
        let Some(block) = node.block() else { continue };
        let streams = node.interface().inputs;
        let ports = graph.edges_by_port(id, streams.len());
        let inputs = streams.into_iter().zip(&ports);
        nodes.push(NodeDescription {
            name: node.name.clone(),
            block: block.clone(),
            contents: BTreeMap::new(),
            hardware: node.origin.hardware.clone(),
            inputs: inputs.map(|(stream, edges)| (stream.name, lanes(graph, edges))).collect(),
        });
    }
    let output = lanes(graph, &graph.edges_into(graph.output()?, 0));
    let beats = graph.beats_per_sample() as usize;
    Ok(GraphDescription { beats, nodes, output, label: None })
}

/// What edges bring, those that follow one another as one.
fn lanes(graph: &Graph, edges: &[(NodeId, &Edge)]) -> Lanes {
    let mut taps: Vec<(NodeId, std::ops::Range<usize>)> = vec![];
    for (from, edge) in edges {
        let end = edge.from + edge.lanes;
        match taps.last_mut() {
            Some((node, lanes)) if node == from && lanes.end == edge.from => lanes.end = end,
            _ => taps.push((*from, edge.from..end)),
        }
    }
    Lanes(taps.into_iter().map(|(node, lanes)| tap(graph, node, lanes)).collect())
}

fn tap(graph: &Graph, id: NodeId, lanes: std::ops::Range<usize>) -> Tap {
    let node = graph.node(id);
    let name = if id == graph.input() { INPUT } else { &node.name };
    let beat = node.interface().outputs.pop().map(|stream| stream.beat);
    let fields = beat.iter().flat_map(|beat| &beat.fields);
    let fields = fields.map(|field| Tap::field(name, &field.name));
    let mut whole = [Tap::all(name)].into_iter().chain(fields);
    let is_same =
        |tap: &Tap| beat.as_ref().and_then(|beat| tap.of(beat).ok()) == Some(lanes.clone());
    whole.find(is_same).unwrap_or_else(|| Tap::some(name, lanes))
}
