//! The graph as a picture, laid out in layers from top to bottom (K. Sugiyama et al., IEEE Trans. SMC
//! 11 (1981)): a node stands below all it takes from, and near the middle of them.
//!
//! Of crates that lay out graphs, `layout-rs` gives another picture in every run, which generated files
//! may not.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::diag::Bug;

use super::graph::{Graph, NodeId};
use super::label::{edge_line, escaped, node_lines};

/// Height of a line of text, in pixels.
const LINE: f64 = 14.0;
/// Height of a box.
const BOX: f64 = 3.0 * LINE + 10.0;
/// Space between boxes, and between layers.
const GAP: (f64, f64) = (24.0, 44.0);
/// Width of a character of the font, about.
const CHARACTER: f64 = 6.2;

/// SVG text. Equal graphs give equal bytes.
pub fn svg(graph: &Graph) -> Result<String, Bug> {
    let layers = ordered(graph, layers(graph)?);
    let widest = graph.nodes().flat_map(|(id, _)| node_lines(graph, id));
    let characters = widest.map(|line| line.chars().count()).max().unwrap_or(0);
    let width = (characters as f64 * CHARACTER + 16.0).round();
    let across = layers.iter().map(Vec::len).max().unwrap_or(0) as f64;
    let size = (
        across * (width + GAP.0) + GAP.0,
        layers.len() as f64 * (BOX + GAP.1) - GAP.1 + 2.0 * GAP.0,
    );
    let mut places = BTreeMap::new();
    for (depth, layer) in layers.iter().enumerate() {
        let left = (size.0 - layer.len() as f64 * (width + GAP.0) + GAP.0) / 2.0;
        for (rank, id) in layer.iter().enumerate() {
            let x = left + rank as f64 * (width + GAP.0) + width / 2.0;
            places.insert(*id, (x, GAP.0 + depth as f64 * (BOX + GAP.1)));
        }
    }
    Ok(text(graph, &places, width, size))
}

/// Every node one layer below the lowest that it takes from.
fn layers(graph: &Graph) -> Result<Vec<Vec<NodeId>>, Bug> {
    let mut depths: BTreeMap<NodeId, usize> = BTreeMap::new();
    let mut layers: Vec<Vec<NodeId>> = vec![];
    for id in graph.in_order()? {
        let above = graph.producers(id).iter().map(|producer| depths[producer] + 1).max();
        let depth = above.unwrap_or(0);
        depths.insert(id, depth);
        layers.resize_with(layers.len().max(depth + 1), Vec::new);
        layers[depth].push(id);
    }
    Ok(layers)
}

/// Layers sorted by the mean position of what their nodes take from.
fn ordered(graph: &Graph, mut layers: Vec<Vec<NodeId>>) -> Vec<Vec<NodeId>> {
    let mut positions: BTreeMap<NodeId, f64> = BTreeMap::new();
    for layer in &mut layers {
        let mean = |id: &NodeId| {
            let above = graph.producers(*id);
            let sum: f64 = above.iter().map(|producer| positions[producer]).sum();
            sum / above.len().max(1) as f64
        };
        layer.sort_by(|a, b| mean(a).total_cmp(&mean(b)).then(a.cmp(b)));
        let count = layer.len() as f64;
        for (rank, id) in layer.iter().enumerate() {
            positions.insert(*id, (rank as f64 + 0.5) / count);
        }
    }
    layers
}

fn text(
    graph: &Graph,
    places: &BTreeMap<NodeId, (f64, f64)>,
    width: f64,
    size: (f64, f64),
) -> String {
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" \
         font-family=\"sans-serif\" font-size=\"11\" text-anchor=\"middle\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n\
         <marker id=\"tip\" markerWidth=\"8\" markerHeight=\"6\" refX=\"8\" refY=\"3\" orient=\"auto\">\
         <path d=\"M0 0 L8 3 L0 6 z\"/></marker>\n",
        size.0, size.1
    );
    for (from, to, _) in graph.edges() {
        let ((x, y), (to_x, to_y)) = (places[&from], places[&to]);
        let (y, bend) = (y + BOX, (to_y - y - BOX) / 2.0);
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "<path d=\"M{x} {y} C{x} {} {to_x} {} {to_x} {to_y}\" fill=\"none\" stroke=\"black\" \
             marker-end=\"url(#tip)\"/>",
            y + bend,
            to_y - bend
        );
    }
    // Over all edges, so that none strikes them through.
    for (from, to, edge) in graph.edges() {
        let ((x, y), (to_x, to_y)) = (places[&from], places[&to]);
        let (label_x, label_y) = ((x + to_x) / 2.0, (y + BOX + to_y) / 2.0 + 3.0);
        let label = escaped(&edge_line(graph, from, edge));
        let _ = writeln!(
            text,
            "<text x=\"{label_x}\" y=\"{label_y}\" font-size=\"9\" \
             paint-order=\"stroke\" stroke=\"white\" stroke-width=\"4\">{label}</text>"
        );
    }
    for (id, _) in graph.nodes() {
        let (x, y) = places[&id];
        let _ = writeln!(
            text,
            "<rect x=\"{}\" y=\"{y}\" width=\"{width}\" height=\"{BOX}\" rx=\"3\" fill=\"#f6f6f2\" stroke=\"black\"/>",
            x - width / 2.0
        );
        for (number, line) in node_lines(graph, id).iter().enumerate() {
            let weight = if number == 0 { " font-weight=\"bold\"" } else { "" };
            let (baseline, line) = (y + 4.0 + LINE * (number as f64 + 1.0), escaped(line));
            let _ = writeln!(text, "<text x=\"{x}\" y=\"{baseline}\"{weight}>{line}</text>");
        }
    }
    text.push_str("</svg>\n");
    text
}
