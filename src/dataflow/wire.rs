//! A graph that somebody wrote to one that is ready for hardware: streams of the right lanes and formats.

use std::collections::BTreeMap;

use crate::blocks::cim_array::Array;
use crate::blocks::{BlockSpec, Stream};
use crate::design::codes::{FORMAT, HARDWARE, LANES, PORT, RATE, UNLIKE_ARRAY};
use crate::design::{
    Design, GraphDescription, Hardware, INPUT, Lanes, NodeDescription, Tap, suggest,
};
use crate::diag::{Bug, Code, Diagnostic, Diagnostics, quoted};
use crate::num::Format;

use super::array_groups::merge;
use super::array_numbers::number_arrays;
use super::balance::balance;
use super::bind::bind;
use super::bundle::Bundle;
use super::graph::{Graph, NodeId, Origin};
use super::rates::Rates;

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
) -> Result<Graph, WireError> {
    let mut wiring = Wiring::new(design, written, blocks);
    for (number, node) in written.nodes.iter().enumerate() {
        wiring.node(number, node);
    }
    wiring.output(&written.output);
    let Wiring { mut graph, mut found, .. } = wiring;
    if found.is_empty() {
        found.extend(rates(design, &graph));
    }
    if !found.is_empty() {
        return Err(WireError::Design(found));
    }
    let arrays = design.description().arrays();
    bind(&mut graph, &arrays)?;
    merge(&mut graph, &arrays)?;
    number_arrays(&mut graph, &arrays)?;
    balance(&mut graph)?;
    graph.check()?;
    Ok(graph)
}

/// Beats that meet must be equally many.
fn rates(design: &Design, graph: &Graph) -> Option<Diagnostic> {
    let bug = Rates::of(graph).err()?;
    let help = "give nodes that meet as many beats for a sample: see `beats`, and what blocks that \
                collect or repeat beats say in `cimgen blocks`";
    let diagnostic = Diagnostic::error(RATE, bug.what()).help(help);
    Some(Diagnostic { place: design.place("graph"), ..diagnostic })
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
        self.array(id, node, &path);
        self.crossbar(node, &path);
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

    /// Refuses a product that is not like the array that it is bound to.
    fn array(&mut self, id: NodeId, node: &NodeDescription, path: &str) {
        let own = match self.graph.node(id).block() {
            Some(BlockSpec::CimTile(tile)) => Some(&tile.array),
            Some(BlockSpec::CimBank(bank)) if bank.contexts.len() == 1 => Some(&bank.array),
            _ => None,
        };
        let shared = own.is_some_and(|array| array.count.is_some());
        let bound = node.hardware.as_ref();
        let hardware = bound.and_then(|name| self.design.description().hardware.get(name));
        let unlike = hardware.is_some_and(|hardware| match hardware {
            Hardware::CimTile(array) => {
                own.is_none_or(|own| !own.is_like(&Array { count: None, ..array.clone() }))
            }
            // Blocks of channels may be smaller than the crossbar.
            Hardware::WhtCrossbar(_) => {
                !matches!(self.graph.node(id).block(), Some(BlockSpec::WhtCrossbar(_)))
            }
        });
        if shared {
            let cause = "how many arrays there are is said of the array, not of a block".into();
            let help = "write `count` in the `hardware` section, and `hardware: name` here";
            self.error(&format!("{path}.block"), UNLIKE_ARRAY, cause, help);
        } else if bound.is_none() && own.is_some_and(|array| array.digitizer.is_networked()) {
            let cause =
                format!("{} is digitized by other arrays, and is on none", quoted(&node.name));
            let help = "write its array in the `hardware` section, and `hardware: name` here";
            self.error(&format!("{path}.block"), UNLIKE_ARRAY, cause, help);
        } else if unlike {
            let name = bound.map_or("", String::as_str);
            let own = quoted(&node.name);
            let cause = format!("{own} is no product on an array like {}", quoted(name));
            let help = "give its block the same `array`, without `count`; one context on each";
            self.error(&format!("{path}.hardware"), UNLIKE_ARRAY, cause, help);
        }
    }

    /// Refuses a crossbar whose input has more beside its inputs than a command can bring.
    fn crossbar(&mut self, node: &NodeDescription, path: &str) {
        let BlockSpec::WhtCrossbar(transform) = &node.block else { return };
        if transform.crossbar.writable() && transform.crossbar.switched() {
            let cause =
                "tiles that are switched cannot have thresholds in RAM, which commands load";
            let help = "leave `switched` out, or `storage`";
            let path = format!("{path}.block.wht_crossbar.crossbar.storage");
            self.error(&path, HARDWARE, cause.into(), help);
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
        let writes = self.graph.node(id).block().is_some_and(is_writable);
        let fields = stream.beat.fields.iter().filter(|field| !writes || field.name == "x");
        let mut formats: Vec<Format> =
            fields.flat_map(|field| vec![field.format; field.lanes]).collect();
        // Rows beyond a product's inputs hold zeros.
        let block = self.graph.node(id).block();
        formats
            .truncate(block.and_then(|block| inputs(block, bundle.lanes())).unwrap_or(usize::MAX));
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

/// Inputs of a product, which may be fewer than its array has rows, or of a transform, `given` but no more than its
/// crossbar has points; `None` for other blocks.
fn inputs(block: &BlockSpec, given: usize) -> Option<usize> {
    match block {
        BlockSpec::WhtCrossbar(_) => Some(given),
        BlockSpec::CimTile(tile) => Some(tile.inputs()),
        BlockSpec::CimBank(bank) => match &bank.contexts[..] {
            [context] => context.weights.first().map(Vec::len),
            _ => None,
        },
        _ => None,
    }
}

fn is_writable(block: &BlockSpec) -> bool {
    block.as_block().store().is_some()
}
