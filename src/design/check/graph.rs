//! Names of nodes and what goes from one to another, as far as it can be told without their blocks.

use std::collections::{BTreeMap, BTreeSet};

use crate::design::codes;
use crate::design::description::Description;
use crate::design::graph::{GraphDescription, INPUT, Lanes, NodeDescription};
use crate::design::near_miss::suggest;
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
    hardware(description, graph, findings);
    if sources(graph, findings) {
        loops(graph, findings);
        unread(graph, findings);
    }
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

fn hardware(description: &Description, graph: &GraphDescription, findings: &mut Findings<'_>) {
    for (number, node) in graph.nodes.iter().enumerate() {
        let Some(name) = &node.hardware else { continue };
        if !description.hardware.contains_key(name) {
            let cause = format!("no array of the `hardware` section is called {}", quoted(name));
            let help = suggest(name, "array", description.hardware.keys().map(String::as_str));
            let path = format!("graph.nodes.{number}.hardware");
            findings.error(&path, codes::UNKNOWN_HARDWARE, cause, help);
        }
    }
}

/// Refuses taps of nodes that are not there; tells whether there are none.
fn sources(graph: &GraphDescription, findings: &mut Findings<'_>) -> bool {
    let nodes = graph.nodes.iter().map(|node| node.name.as_str());
    let known: BTreeSet<&str> = nodes.chain([INPUT]).collect();
    let mut sound = true;
    let mut look = |path: String, lanes: &Lanes, findings: &mut Findings<'_>| {
        if lanes.0.is_empty() {
            sound = false;
            let cause = "nothing comes here";
            findings.error(&path, codes::LANES, cause, "name a node, or `input`");
        }
        for tap in &lanes.0 {
            let node = tap.node.as_str();
            if !known.contains(node) {
                sound = false;
                let cause = format!("no node is called {}", quoted(node));
                let help = suggest(node, "node", known.iter().copied());
                findings.error(&path, codes::UNKNOWN_NODE, cause, help);
            }
            if tap.lanes.as_ref().is_some_and(|lanes| lanes.is_empty()) {
                sound = false;
                let cause = format!("`{tap}` is no lane at all");
                let help = "lanes are counted from 0, and the last one is left out: `[0..8]`";
                findings.error(&path, codes::LANES, cause, help);
            }
        }
    };
    for (number, node) in graph.nodes.iter().enumerate() {
        for (port, lanes) in &node.inputs {
            look(format!("graph.nodes.{number}.inputs.{port}"), lanes, findings);
        }
    }
    look("graph.output".into(), &graph.output, findings);
    sound
}

/// Nodes that a node takes from.
fn producers(node: &NodeDescription) -> impl Iterator<Item = &str> {
    node.inputs.values().flat_map(|lanes| &lanes.0).map(|tap| tap.node.as_str())
}

/// Refuses nodes that wait for themselves.
fn loops(graph: &GraphDescription, findings: &mut Findings<'_>) {
    let mut ready: BTreeSet<&str> = [INPUT].into();
    let mut left: Vec<(usize, &NodeDescription)> = graph.nodes.iter().enumerate().collect();
    loop {
        let before = left.len();
        left.retain(|(_, node)| {
            let free = producers(node).all(|from| ready.contains(from));
            if free {
                ready.insert(&node.name);
            }
            !free
        });
        if left.is_empty() {
            return;
        }
        if left.len() == before {
            break;
        }
    }
    // Those behind a loop wait too; the loop's own are found on the way back from any of them.
    let of = |name: &str| left.iter().find(|(_, node)| node.name == name);
    let mut path: Vec<&str> = vec![left[0].1.name.as_str()];
    loop {
        let next = of(path[path.len() - 1])
            .and_then(|(_, node)| producers(node).find(|from| !ready.contains(from)));
        let Some(next) = next else { return };
        if let Some(start) = path.iter().position(|name| *name == next) {
            path.drain(..start);
            break;
        }
        path.push(next);
    }
    path.reverse();
    let shown: Vec<String> = path.iter().chain(&path[..1]).map(|name| quoted(name)).collect();
    let cause = format!("nodes feed each other in a loop: {}", shown.join(" -> "));
    let number = of(path[0]).map_or(0, |(number, _)| *number);
    let help = "nothing would ever come; take one of these inputs from a node before the loop";
    findings.error(&format!("graph.nodes.{number}.inputs"), codes::LOOP, cause, help);
}

/// Refuses nodes whose results nobody takes.
fn unread(graph: &GraphDescription, findings: &mut Findings<'_>) {
    let read: BTreeSet<&str> = graph
        .nodes
        .iter()
        .flat_map(producers)
        .chain(graph.output.0.iter().map(|tap| tap.node.as_str()))
        .collect();
    for (number, node) in graph.nodes.iter().enumerate() {
        if !read.contains(node.name.as_str()) {
            let cause = format!("nobody takes what {} gives", quoted(&node.name));
            let help = "remove the node, or take from it; beats that nobody takes stop the design";
            findings.error(&format!("graph.nodes.{number}.name"), codes::UNREAD_NODE, cause, help);
        }
    }
    if !read.contains(INPUT) {
        let help = "let a node take from `input`";
        findings.error("graph", codes::UNREAD_NODE, "nobody takes the design's input", help);
    }
}
