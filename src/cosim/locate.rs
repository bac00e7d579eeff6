//! The first node of a graph whose hardware goes wrong.

use std::collections::BTreeMap;

use crate::blocks::{Beat, Stream};
use crate::dataflow::{Evaluator, Graph, NodeId, Operation, Token};
use crate::diag::Bug;
use crate::rtl::Validated;
use crate::rtl::simulate::OutputPort;

use super::embedded::Embedded;
use super::scoreboard::{Mismatch, value_difference};
use super::simulator::Run;

/// The handshake of one node's output inside the top module.
struct Probe {
    node: NodeId,
    stream: Stream,
    data: OutputPort,
    valid: OutputPort,
    ready: OutputPort,
    given: Vec<(u64, Beat)>,
}

/// Runs the netlist in the embedded simulator, watches every node, and compares each with its golden
/// model: the first node in the order of flow that gives a wrong value, `None` where all are right.
pub fn locate(
    design: Validated<'_>,
    graph: &Graph,
    beats: &[Beat],
    run: Run<'_>,
) -> Result<Option<Mismatch>, Bug> {
    let mut probes = probes(design, graph)?;
    Embedded::new(design)?.watched(run, |engine, cycle| {
        for probe in &mut probes {
            if engine.get_u64(probe.valid) & engine.get_u64(probe.ready) == 1 {
                let beat = probe.stream.beat.unpack(&engine.get(probe.data));
                probe.given.push((cycle, beat));
            }
        }
    });
    let mut golden = Evaluator::new(graph)?;
    let mut expected: BTreeMap<NodeId, Vec<Token>> = BTreeMap::new();
    for beat in beats {
        for (node, tokens) in golden.trace(beat, true) {
            expected.entry(node).or_default().extend(tokens);
        }
    }
    Ok(probes.iter().find_map(|probe| {
        let pairs = probe.given.iter().zip(&expected[&probe.node]).enumerate();
        pairs.into_iter().find_map(|(beat, ((cycle, got), want))| {
            let name = &graph.node(probe.node).name;
            value_difference(&probe.stream.beat, name, beat, *cycle, &want.beat, got)
        })
    }))
}

/// A probe for every block, those nearest to the input first.
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
            let ready = signal("tready")?;
            probes.push(Probe { node: id, stream, data, valid, ready, given: vec![] });
        }
    }
    Ok(probes)
}
