//! What every node of a graph gives inside the hardware, and the first that goes wrong.

use std::collections::BTreeMap;

use crate::blocks::{Beat, Stream};
use crate::dataflow::{Evaluator, Graph, NodeId, Operation, Token};
use crate::diag::Bug;
use crate::rtl::Validated;
use crate::rtl::mutate::Channel;
use crate::rtl::simulate::OutputPort;

use super::embedded::Embedded;
use super::scoreboard::{Mismatch, mark_difference, value_difference};
use super::simulator::{Observed, Run};

/// The handshake of one node's output inside the top module.
struct Probe {
    data: OutputPort,
    valid: OutputPort,
    last: OutputPort,
    ready: OutputPort,
    seen: Seen,
}

/// What one node gave.
pub struct Seen {
    node: NodeId,
    stream: Stream,
    given: Vec<(u64, Token)>,
}

/// Most input beats whose way through the graph is compared at every node.
const INSIDE: usize = 4096;

/// Runs the netlist in the embedded simulator and watches every node, those nearest to the input first.
pub fn watch(
    design: Validated<'_>,
    embedded: &mut Embedded,
    graph: &Graph,
    run: Run<'_>,
) -> Result<(Observed, Vec<Seen>), Bug> {
    let mut probes = probes(design, graph)?;
    let observed = embedded.watched(run, |engine, cycle| {
        for probe in &mut probes {
            if engine.get_u64(probe.valid) & engine.get_u64(probe.ready) == 1 {
                let beat = probe.seen.stream.beat.unpack(&engine.get(probe.data));
                let last = engine.get_u64(probe.last) == 1;
                probe.seen.given.push((cycle, Token { beat, last }));
            }
        }
    });
    Ok((observed, probes.into_iter().map(|probe| probe.seen).collect()))
}

/// Compares each node with its golden model: the first in the order of flow that gives a wrong value or
/// mark, `None` where all are right.
pub fn first_wrong(
    graph: &Graph,
    beats: &[Beat],
    lasts: &[bool],
    seen: &[Seen],
) -> Result<Option<Mismatch>, Bug> {
    let mut golden = Evaluator::new(graph)?;
    let mut expected: BTreeMap<NodeId, Vec<Token>> = BTreeMap::new();
    for (beat, last) in beats.iter().zip(lasts).take(INSIDE) {
        for (node, tokens) in golden.trace(beat, *last) {
            expected.entry(node).or_default().extend(tokens);
        }
    }
    Ok(seen.iter().find_map(|seen| {
        let pairs = seen.given.iter().zip(expected.get(&seen.node)?).enumerate();
        pairs.into_iter().find_map(|(beat, ((cycle, got), want))| {
            let name = &graph.node(seen.node).name;
            value_difference(&seen.stream.beat, name, beat, *cycle, &want.beat, &got.beat)
                .or_else(|| mark_difference(name, beat, *cycle, want.last, got.last))
        })
    }))
}

/// The outputs of all nodes, by the names of their signals in the top module.
pub fn channels(graph: &Graph) -> Result<Vec<Channel>, Bug> {
    let mut channels = vec![];
    for id in graph.in_order()? {
        let node = graph.node(id);
        let Operation::Block(_) = node.operation else { continue };
        for stream in node.interface().outputs {
            let name = format!("{}_{}", node.name, stream.name);
            channels.push(Channel { timed: false, ..Channel::new(&name, &["tdata", "tlast"]) });
        }
    }
    Ok(channels)
}

/// A probe for every block.
fn probes(design: Validated<'_>, graph: &Graph) -> Result<Vec<Probe>, Bug> {
    let engine = crate::rtl::simulate::Simulator::new(design);
    let mut probes = vec![];
    for id in graph.in_order()? {
        let node = graph.node(id);
        let Operation::Block(_) = node.operation else { continue };
        for stream in node.interface().outputs {
            let signal = |end: &str| {
                let name = format!("{}_{}_{end}", node.name, stream.name);
                let missing = || Bug::new(format!("the top module lacks signal `{name}`"));
                engine.output(&name).ok_or_else(missing)
            };
            let (data, valid) = (signal("tdata")?, signal("tvalid")?);
            let (last, ready) = (signal("tlast")?, signal("tready")?);
            let seen = Seen { node: id, stream, given: vec![] };
            probes.push(Probe { data, valid, last, ready, seen });
        }
    }
    Ok(probes)
}
