//! What comes to each input stream of a block: lanes that are there, as many as it takes, in formats that it holds.

use std::collections::BTreeMap;

use crate::blocks::{Block, BlockSpec, Store, Stream, StreamType};
use crate::design::check::Findings;
use crate::design::codes::{FORMAT, LANES, PORT};
use crate::design::description::Description;
use crate::design::graph::{GraphDescription, INPUT, Lanes, NodeDescription, Tap, TapError};
use crate::design::near_miss::suggest;
use crate::diag::quoted;
use crate::num::Format;

pub(super) fn check(
    description: &Description,
    graph: &GraphDescription,
    blocks: &[BlockSpec],
    findings: &mut Findings<'_>,
) {
    let mut given: Given<'_> = [(INPUT, description.input.beat(graph.beats))].into();
    for (node, block) in graph.nodes.iter().zip(blocks) {
        let stream = block.as_block().interface().outputs.pop();
        given.extend(stream.map(|stream| (node.name.as_str(), stream.beat)));
    }
    for (number, (node, block)) in graph.nodes.iter().zip(blocks).enumerate() {
        let path = format!("graph.nodes.{number}.inputs");
        let streams = block.as_block().interface().inputs;
        names(node, (block, &streams), &path, findings);
        for stream in &streams {
            let Some(lanes) = node.inputs.get(&stream.name) else { continue };
            let at = format!("{path}.{}", stream.name);
            let Some(formats) = named(lanes, &given, &at, findings) else { continue };
            let taker = Taker { node: &node.name, block: block.as_block(), stream };
            taker.check(&formats, &at, findings);
        }
    }
    named(&graph.output, &given, "graph.output", findings);
}

/// Refuses streams that a block does not have; else those that nothing feeds, so that one typing error is told once.
fn names(
    node: &NodeDescription,
    (block, streams): (&BlockSpec, &[Stream]),
    path: &str,
    findings: &mut Findings<'_>,
) {
    let known = || streams.iter().map(|stream| stream.name.as_str());
    let unknown = node.inputs.keys().filter(|name| known().all(|one| one != *name));
    let unknown: Vec<&String> = unknown.collect();
    for name in &unknown {
        let cause = format!("`{}` has no input stream {}", block.kind(), quoted(name));
        let help = suggest(name, "input stream", known());
        findings.error(&format!("{path}.{name}"), PORT, cause, help);
    }
    let unfed = known().filter(|name| unknown.is_empty() && !node.inputs.contains_key(*name));
    for name in unfed {
        let cause = format!("nothing feeds `{name}` of {}", quoted(&node.name));
        let help = format!("add `{name}: input`, or the name of a node");
        findings.error(path, PORT, cause, help);
    }
}

/// What a beat holds that each node gives.
type Given<'d> = BTreeMap<&'d str, StreamType>;

/// Formats of the lanes that somebody named, where these are there.
fn named(
    lanes: &Lanes,
    given: &Given<'_>,
    path: &str,
    findings: &mut Findings<'_>,
) -> Option<Vec<Format>> {
    let mut formats = vec![];
    for tap in &lanes.0 {
        let beat = given.get(tap.node.as_str())?;
        match tap.of(beat) {
            Ok(lanes) => formats.extend(beat.formats().skip(lanes.start).take(lanes.len())),
            Err(error) => {
                let (cause, help) = told(tap, beat, &error);
                findings.error(path, LANES, cause, help);
                return None;
            }
        }
    }
    Some(formats)
}

/// Why a tap is none of a node's beat, and what to do.
fn told(tap: &Tap, beat: &StreamType, error: &TapError) -> (String, String) {
    let counted = tap.counted();
    match error {
        TapError::Field => {
            let (node, field) = (&tap.node, tap.field.as_deref().unwrap_or_default());
            let cause = format!("what `{node}` gives has no field {}", quoted(field));
            let fields = beat.fields.iter().map(|field| field.name.as_str());
            (cause, suggest(field, "field", fields))
        }
        TapError::Lanes(count) => {
            let cause = format!("`{tap}` is taken, and `{counted}` gives {count} lanes");
            let help = "lanes are counted from 0, and the last one is left out: `[0..8]`";
            (cause, help.into())
        }
    }
}

/// An input stream of a node.
struct Taker<'d> {
    node: &'d str,
    block: &'d dyn Block,
    stream: &'d Stream,
}

impl Taker<'_> {
    /// Formats of the lanes that it takes of nodes, where as many come as here.
    fn formats(&self, coming: usize) -> Vec<Format> {
        // Loads come from the design's input.
        let writes = self.block.store().is_some();
        let fields =
            self.stream.beat.fields.iter().filter(|field| !writes || field.name == Store::DATA);
        let formats = fields.flat_map(|field| vec![field.format; field.lanes]);
        // What hardware has beyond an operation's inputs holds zeros.
        let inputs = self.block.on().map_or(usize::MAX, |on| on.inputs(coming));
        formats.take(inputs).collect()
    }

    fn check(&self, given: &[Format], path: &str, findings: &mut Findings<'_>) {
        let (node, stream) = (self.node, &self.stream.name);
        let taken = self.formats(given.len());
        if given.len() != taken.len() {
            let (come, taken) = (given.len(), taken.len());
            let cause = format!("{come} lanes come to `{stream}` of `{node}`, which takes {taken}");
            let help = "take as many: `name[0..8]` takes some, `[a, b]` puts nodes side by side";
            return findings.error(path, LANES, cause, help);
        }
        if let Some((from, to)) = given.iter().zip(&taken).find(|(from, to)| !to.holds(**from)) {
            let (cause, help) = match (from.is_integer(), to.is_integer()) {
                (true, true) => (
                    format!("`{stream}` of `{node}` is `{to}`, which does not hold `{from}`"),
                    "change the block's formats, or requantize before it",
                ),
                (false, true) => (
                    format!(
                        "`{stream}` of `{node}` takes integers of `{to}`, and `{from}` is a float"
                    ),
                    "take it to a block that takes floats: `relu`, `argmax`, `window_pool` (`max`), `fifo`, `collect`",
                ),
                _ => (
                    format!("`{stream}` of `{node}` takes floats of `{to}`, and `{from}` comes"),
                    "give both the same format: nothing converts floats on the way",
                ),
            };
            findings.error(path, FORMAT, cause, help);
        }
    }
}
