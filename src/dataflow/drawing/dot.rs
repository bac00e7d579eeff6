//! The graph as Graphviz text.

use std::fmt::Write;

use crate::dataflow::graph::Graph;

use super::label::{edge_line, node_lines};

/// DOT text, always whole: one box per operation with its block, part and cycles; edges with their lanes and format.
pub fn dot(graph: &Graph) -> String {
    let mut text = format!("digraph \"{}\" {{\n", escaped(&graph.name));
    text.push_str("  node [shape=box, fontname=\"sans-serif\", fontsize=10];\n");
    text.push_str("  edge [fontname=\"sans-serif\", fontsize=8];\n");
    for (id, _) in graph.nodes() {
        let lines: Vec<String> = node_lines(graph, id).iter().map(|line| escaped(line)).collect();
        // Writing to a String cannot fail.
        let _ = writeln!(text, "  n{} [label=\"{}\"];", id.index(), lines.join("\\n"));
    }
    for (from, to, edge) in graph.edges() {
        let label = edge_line(graph, from, edge);
        let _ = writeln!(text, "  n{} -> n{} [label=\"{label}\"];", from.index(), to.index());
    }
    text.push_str("}\n");
    text
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', " ")
}
