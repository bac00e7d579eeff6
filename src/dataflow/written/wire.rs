//! A graph that somebody wrote to one that is ready for hardware: streams of the right lanes and formats.

use std::collections::BTreeMap;

use crate::blocks::{Block, BlockSpec, Stream};
use crate::dataflow::graph::{Bundle, Graph, NodeId, Origin};
use crate::dataflow::passes::place;
use crate::dataflow::wired::Wired;
use crate::design::codes::{FORMAT, LANES, PORT};
use crate::design::{Design, GraphDescription, INPUT, Lanes, NodeDescription, Tap, suggest};
use crate::diag::{Bug, Code, Diagnostic, Diagnostics, quoted};
use crate::num::Format;

use super::check::{self, Found};

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
    let mut wiring = Wiring::new(design, written, blocks);
    for (number, node) in written.nodes.iter().enumerate() {
        wiring.node(number, node);
    }
    wiring.output(&written.output);
    let Wiring { graph, mut found, .. } = wiring;
    if found.is_empty() {
        found.extend(check::rates(design, &graph));
    }
    match found.is_empty() {
        true => Ok(place(graph, &design.description().hardware)?),
        false => Err(WireError::Design(found)),
    }
}

struct Wiring<'d> {
    design: &'d Design,
    graph: Graph,
    ids: BTreeMap<&'d str, NodeId>,
    found: Diagnostics,
}

impl<'d> Wiring<'d> {
    /// All nodes, none of them fed.
    fn new(design: &'d Design, written: &'d GraphDescription, blocks: Vec<BlockSpec>) -> Self {
        let description = design.description();
        let lanes = design.input_lanes() / written.beats.max(1);
        let graph = Graph::new(description.name.clone(), lanes, description.input.format);
        let mut graph = graph.of_frames(written.beats as u64);
        let mut ids: BTreeMap<&str, NodeId> = [(INPUT, graph.input())].into();
        for (node, block) in written.nodes.iter().zip(blocks) {
            let origin = Origin { hardware: node.hardware.clone(), ..Origin::default() };
            ids.insert(&node.name, graph.add(node.name.clone(), block, origin));
        }
        Self { design, graph, ids, found: vec![] }
    }

    fn error(&mut self, path: &str, code: Code, cause: String, help: &str) {
        let place = self.design.place(path);
        self.found.push(Diagnostic { place, ..Diagnostic::error(code, cause).help(help) });
    }

    fn node(&mut self, number: usize, node: &NodeDescription) {
        let path = format!("graph.nodes.{number}");
        let Some(id) = self.ids.get(node.name.as_str()).copied() else { return };
        let ports = self.graph.node(id).interface().inputs;
        for Found { path: field, code, cause, help } in check::hardware(self.design, node) {
            self.error(&format!("{path}.{field}"), code, cause, &help);
        }
        for (name, lanes) in &node.inputs {
            let at = format!("{path}.inputs.{name}");
            let names = ports.iter().map(|port| port.name.as_str());
            match ports.iter().position(|port| port.name == *name) {
                Some(port) => self.feed(id, (port, &ports[port]), lanes, &at),
                None => {
                    let kind = node.block.kind();
                    let cause = format!("`{kind}` has no input stream {}", quoted(name));
                    let help = suggest(name, "input stream", names);
                    self.error(&at, PORT, cause, &help);
                }
            }
        }
        for port in ports.iter().filter(|port| !node.inputs.contains_key(&port.name)) {
            let cause = format!("nothing feeds `{}` of {}", port.name, quoted(&node.name));
            let help = format!("add `{}: input`, or the name of a node", port.name);
            self.error(&format!("{path}.inputs"), PORT, cause, &help);
        }
    }

    /// The lanes that somebody named, as far as they are there.
    fn bundle(&mut self, lanes: &Lanes, path: &str) -> Option<Bundle> {
        let mut parts = vec![];
        for tap in &lanes.0 {
            let all = Bundle::of(&self.graph, *self.ids.get(tap.node.as_str())?);
            let Tap { node, lanes } = tap;
            let range = lanes.clone().unwrap_or(0..all.lanes());
            if range.end > all.lanes() {
                let cause = format!("`{tap}` is taken, and `{node}` gives {} lanes", all.lanes());
                let help = "lanes are counted from 0, and the last one is left out: `[0..8]`";
                self.error(path, LANES, cause, help);
                return None;
            }
            parts.push(all.slice(range));
        }
        Some(Bundle::beside(parts))
    }

    fn feed(&mut self, id: NodeId, (port, stream): (usize, &Stream), lanes: &Lanes, path: &str) {
        let Some(bundle) = self.bundle(lanes, path) else { return };
        let name = &self.graph.node(id).name;
        // Loads come from the design's input.
        let block = self.graph.node(id).block().map(BlockSpec::as_block);
        let writes = block.is_some_and(|block| block.store().is_some());
        let fields = stream.beat.fields.iter().filter(|field| !writes || field.name == "x");
        let mut formats: Vec<Format> =
            fields.flat_map(|field| vec![field.format; field.lanes]).collect();
        // What hardware has beyond an operation's inputs holds zeros.
        let inputs = block.and_then(Block::on).map(|on| on.inputs(bundle.lanes()));
        formats.truncate(inputs.unwrap_or(usize::MAX));
        if bundle.lanes() != formats.len() {
            let (given, taken) = (bundle.lanes(), formats.len());
            let cause =
                format!("{given} lanes come to `{}` of `{name}`, which takes {taken}", stream.name);
            let help = "take as many: `name[0..8]` takes some, `[a, b]` puts nodes side by side";
            return self.error(path, LANES, cause, help);
        }
        let given = bundle.formats();
        if let Some((from, to)) = given.iter().zip(&formats).find(|(from, to)| !to.holds(**from)) {
            let cause =
                format!("`{}` of `{name}` is `{to}`, which does not hold `{from}`", stream.name);
            let help = "change the block's formats, or requantize before it";
            return self.error(path, FORMAT, cause, help);
        }
        match writes {
            true => bundle.feed_x(&mut self.graph, id),
            false => bundle.feed(&mut self.graph, id, port),
        }
    }

    fn output(&mut self, lanes: &Lanes) {
        let Some(bundle) = self.bundle(lanes, "graph.output") else { return };
        let output = self.graph.add_output(bundle.lanes(), bundle.format());
        bundle.feed(&mut self.graph, output, 0);
    }
}
