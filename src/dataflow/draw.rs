//! The graph as Graphviz text.

use std::fmt::Write;

use super::graph::{Graph, Node, Operation};

/// DOT text: one box a node, told by block, part and cycles; edges told by lanes and format.
pub fn dot(graph: &Graph) -> String {
    let mut text = format!("digraph \"{}\" {{\n", escaped(&graph.name));
    text.push_str("  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\", fontsize=10];\n");
    text.push_str("  edge [fontname=\"sans-serif\", fontsize=8];\n");
    for (id, node) in graph.nodes() {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "  n{} [label=\"{}\"];", id.index(), label(node));
    }
    for (from, to, edge) in graph.edges() {
        let format =
            graph.node(from).interface().outputs.first().and_then(|s| s.beat.formats().next());
        let format = format.map_or(String::new(), |format| format!(" x {format}"));
        let _ = writeln!(
            text,
            "  n{} -> n{} [label=\"{}{format}\"];",
            from.index(),
            to.index(),
            edge.lanes
        );
    }
    text.push_str("}\n");
    text
}

fn label(node: &Node) -> String {
    let block = match &node.operation {
        Operation::Input { lanes, format } => format!("input, {lanes} x {format}"),
        Operation::Output { lanes, format } => format!("output, {lanes} x {format}"),
        Operation::Block(spec) => {
            let timing = spec.as_block().timing();
            format!("{}, latency {}, interval {}", spec.kind(), timing.latency(), timing.interval())
        }
    };
    let lines = [node.name.clone(), block, node.origin.sentence()];
    let lines = lines.iter().filter(|line| !line.is_empty());
    lines.map(|line| escaped(line)).collect::<Vec<_>>().join("\\n")
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', " ")
}
