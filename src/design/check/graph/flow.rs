//! Who takes what from whom: nothing is missing, nothing waits for itself, nothing is left over.

use std::collections::BTreeSet;

use crate::design::check::Findings;
use crate::design::codes;
use crate::design::graph::{GraphDescription, INPUT, Lanes, NodeDescription};
use crate::design::near_miss::suggest;
use crate::diag::quoted;

pub(super) fn check(graph: &GraphDescription, findings: &mut Findings<'_>) {
    if sources(graph, findings) {
        loops(graph, findings);
        unread(graph, findings);
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
