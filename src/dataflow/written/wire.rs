//! A graph that somebody wrote to one that is ready for hardware.

use std::collections::BTreeMap;

use crate::blocks::BlockSpec;
use crate::dataflow::graph::{Bundle, Graph, NodeId, Origin};
use crate::dataflow::passes::place;
use crate::dataflow::rates::Rates;
use crate::dataflow::wired::Wired;
use crate::design::codes::RATE;
use crate::design::{Design, GraphDescription, INPUT, Lanes, NodeDescription, Tap};
use crate::diag::{Bug, Diagnostic, Diagnostics};

/// Why a graph cannot be wired.
#[derive(Debug)]
pub enum WireError {
    /// What was written is wrong.
    Design(Diagnostics),
    /// cimgen is.
    Bug(Bug),
}

impl From<Bug> for WireError {
    fn from(bug: Bug) -> Self {
        Self::Bug(bug)
    }
}

/// The graph of a design that has one, with `blocks` for its nodes: operations bound to arrays, and queues
/// where paths of different lengths meet.
pub fn wire(
    design: &Design,
    written: &GraphDescription,
    blocks: Vec<BlockSpec>,
) -> Result<Wired, WireError> {
    let found = design.check_blocks(&blocks);
    if !found.is_empty() {
        return Err(WireError::Design(found));
    }
    let mut wiring = Wiring::new(design, written, blocks);
    for node in &written.nodes {
        wiring.node(node)?;
    }
    wiring.output(&written.output)?;
    let graph = wiring.graph;
    // Whether beats that meet are equally many is known of a graph that is whole.
    if let Err(bug) = Rates::of(&graph) {
        return Err(WireError::Design(vec![uneven(design, &bug)]));
    }
    Ok(place(graph, &design.description().hardware)?)
}

/// Beats that meet, and are not equally many.
fn uneven(design: &Design, bug: &Bug) -> Diagnostic {
    let help = "give nodes that meet as many beats for a sample: see `beats`, and what blocks that \
                collect or repeat beats say in `cimgen blocks`";
    let diagnostic = Diagnostic::error(RATE, bug.what()).help(help);
    Diagnostic { place: design.place("graph"), ..diagnostic }
}

struct Wiring<'d> {
    graph: Graph,
    ids: BTreeMap<&'d str, NodeId>,
}

impl<'d> Wiring<'d> {
    /// All nodes, none of them fed.
    fn new(design: &Design, written: &'d GraphDescription, blocks: Vec<BlockSpec>) -> Self {
        let description = design.description();
        let graph = Graph::new(description.name.clone(), description.input.beat(written.beats));
        let mut graph = graph.of_frames(written.beats as u64);
        let mut ids: BTreeMap<&str, NodeId> = [(INPUT, graph.input())].into();
        for (node, block) in written.nodes.iter().zip(blocks) {
            let origin = Origin { hardware: node.hardware.clone(), ..Origin::default() };
            ids.insert(&node.name, graph.add(node.name.clone(), block, origin));
        }
        Self { graph, ids }
    }

    fn id(&self, name: &str) -> Result<NodeId, Bug> {
        self.ids.get(name).copied().ok_or_else(|| Bug::new(format!("no node is called `{name}`")))
    }

    /// Feeds a node.
    fn node(&mut self, node: &NodeDescription) -> Result<(), Bug> {
        let id = self.id(&node.name)?;
        // Loads come from the design's input.
        let writes =
            self.graph.node(id).block().is_some_and(|block| block.as_block().store().is_some());
        for (port, stream) in self.graph.node(id).interface().inputs.iter().enumerate() {
            let Some(lanes) = node.inputs.get(&stream.name) else { continue };
            let bundle = self.bundle(lanes)?;
            match writes {
                true => bundle.feed_x(&mut self.graph, id),
                false => bundle.feed(&mut self.graph, id, port),
            }
        }
        Ok(())
    }

    fn output(&mut self, lanes: &Lanes) -> Result<(), Bug> {
        let bundle = self.bundle(lanes)?;
        let output = self.graph.add_output(bundle.beat(&self.graph));
        bundle.feed(&mut self.graph, output, 0);
        Ok(())
    }

    /// The lanes that somebody named.
    fn bundle(&self, lanes: &Lanes) -> Result<Bundle, Bug> {
        let part = |tap: &Tap| {
            let id = self.id(&tap.node)?;
            let stream = self.graph.node(id).interface().outputs.pop();
            let lanes = stream.and_then(|stream| tap.of(&stream.beat).ok());
            let lanes =
                lanes.ok_or_else(|| Bug::new(format!("`{tap}` is no lane of `{}`", tap.node)))?;
            Ok(Bundle::of(&self.graph, id).slice(lanes))
        };
        let parts: Result<Vec<Bundle>, Bug> = lanes.0.iter().map(part).collect();
        Ok(Bundle::beside(parts?))
    }
}
