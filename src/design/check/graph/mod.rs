//! What must hold of a graph that somebody wrote: what its names tell as it is read ([`check`]), and what its blocks
//! tell once they have their contents ([`check_blocks`]). That beats which meet are equally many is told by the graph
//! that is made of it (`dataflow/rates.rs`).

mod flow;
mod hardware;
mod streams;

use std::collections::BTreeMap;

use crate::blocks::BlockSpec;
use crate::design::codes;
use crate::design::description::Description;
use crate::design::graph::{GraphDescription, INPUT};
use crate::diag::quoted;

use super::{Findings, MAX_LANES};

/// Names that the design's own ends have in the hardware.
const ENDS: [&str; 3] = [INPUT, "s_axis", "m_axis"];

pub(super) fn check(description: &Description, findings: &mut Findings<'_>) {
    let Some(graph) = &description.graph else { return };
    if !description.layers.is_empty() {
        let cause = "a design is `layers` or a `graph`, and this one has both";
        findings.error("graph", codes::GRAPH_AND_LAYERS, cause, "remove one of the two");
    }
    let lanes = description.input_lanes().filter(|lanes| (1..=MAX_LANES).contains(lanes));
    if let Some(lanes) = lanes
        && (graph.beats == 0 || !lanes.is_multiple_of(graph.beats))
    {
        let cause = format!("{lanes} lanes cannot be shared evenly by {} beats", graph.beats);
        let help = "write a number that divides the elements of `input.shape`";
        findings.error("graph.beats", codes::RANGE, cause, help);
    }
    names(graph, findings);
    hardware::check_names(description, graph, findings);
    flow::check(graph, findings);
}

/// The same with `blocks`, each node's with its contents.
pub(super) fn check_blocks(
    description: &Description,
    blocks: &[BlockSpec],
    findings: &mut Findings<'_>,
) {
    let Some(graph) = &description.graph else { return };
    hardware::check_blocks(description, graph, blocks, findings);
    streams::check(description, graph, blocks, findings);
}

fn names(graph: &GraphDescription, findings: &mut Findings<'_>) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (number, node) in graph.nodes.iter().enumerate() {
        let path = format!("graph.nodes.{number}.name");
        let lower = node.name.to_ascii_lowercase();
        if ENDS.contains(&lower.as_str()) {
            let cause = format!("{} is what an end of the design is called", quoted(&node.name));
            findings.error(&path, codes::DUPLICATE_NAME, cause, "choose another name");
            continue;
        }
        findings.name(&path, &node.name, false);
        if let Some(first) = seen.insert(lower, number) {
            let name = quoted(&node.name);
            let cause = format!("node {} is called {name} like node {}", number + 1, first + 1);
            let help = "give each node a name of its own";
            findings.error(&path, codes::DUPLICATE_NAME, cause, help);
        }
    }
}
