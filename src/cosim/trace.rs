//! Waves of a run in the words of the design: a scope a layer, in it one a node, in it one a stream with a
//! signal for each lane, in the lane's format. What the hardware of a node has inside is in its scope
//! `inside`, and that of the wiring between nodes in the design's.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::ops::ControlFlow;

use crate::blocks::StreamType;
use crate::dataflow::Wired;
use crate::diag::Bug;
use crate::rtl::{Bits, Validated};

use super::embedded::Embedded;
use super::probes::{Probe, WIRES};
use super::simulator::{CosimError, Run, Simulator};
use super::waves::{Variable, WaveFormat, Waves};

/// Where a variable comes from.
enum Source {
    Clock,
    Cycle,
    /// Some bits of a wire, by the wire's place.
    Wire {
        place: usize,
        low: u32,
    },
}

/// Runs beats and writes what every stream of every node carries. A cycle takes `period` picoseconds, at
/// least 2; it begins with the rising edge before the one that it is numbered by, so that values stand left of
/// the edge that sees them.
pub fn trace(
    (design, graph): (Validated<'_>, &Wired),
    run: Run<'_>,
    simulator: &mut dyn Simulator,
    (file, format, period): (File, WaveFormat, u64),
) -> Result<(), CosimError> {
    let probes = Probe::all(graph);
    let mut names: Vec<String> = probes.iter().flat_map(Probe::names).collect();
    let inner = inner(design, graph, &mut names)?;
    let (variables, sources): (Vec<Variable>, Vec<Source>) =
        layout(graph, &probes, inner).into_iter().unzip();
    let mut waves = Waves::new(file, format, &variables)?;
    let mut cycles = 0;
    simulator.watch(run, &names, &mut |cycle, wires| {
        waves.time(cycle * period)?;
        for (place, (variable, source)) in variables.iter().zip(&sources).enumerate() {
            let value = match source {
                Source::Clock => Some(Bits::from_u64(1, 1)),
                Source::Cycle => Some(Bits::from_u64(variable.width, cycle)),
                Source::Wire { place, low } => {
                    wires[*place].as_ref().map(|wire| wire.slice(*low, variable.width))
                }
            };
            waves.set(place, value)?;
        }
        waves.time(cycle * period + period / 2)?;
        // The clock is the first of all.
        waves.set(0, Some(Bits::from_u64(1, 0)))?;
        cycles = cycle + 1;
        Ok(ControlFlow::Continue(()))
    })?;
    waves.time(cycles * period)?;
    waves.set(0, Some(Bits::from_u64(1, 1)))?;
    Ok(waves.finish()?)
}

/// A signal that is on no stream.
struct Inner {
    /// Scopes below `inside`, and name.
    path: (Vec<String>, String),
    width: u32,
    /// Its place among the wires that are watched.
    place: usize,
}

/// For each node the signals inside, by their paths, and under no node those of the wiring and of shared
/// hardware. Adds their names to `names`, which are those of streams.
fn inner(
    design: Validated<'_>,
    graph: &Wired,
    names: &mut Vec<String>,
) -> Result<BTreeMap<Option<String>, Vec<Inner>>, Bug> {
    let nodes: BTreeSet<&str> = graph.nodes().map(|(_, node)| node.name.as_str()).collect();
    let on_streams: BTreeSet<String> = names.iter().cloned().collect();
    let mut inner: BTreeMap<Option<String>, Vec<Inner>> = BTreeMap::new();
    for (name, width) in Embedded::new(design)?.signals() {
        if on_streams.contains(&name) {
            continue;
        }
        let mut scopes: Vec<String> = name.split('.').map(String::from).collect();
        let last = scopes.pop().unwrap_or_default();
        let owned = scopes.first().is_some_and(|first| nodes.contains(first.as_str()));
        let owner = owned.then(|| scopes.remove(0));
        let signal = Inner { path: (scopes, last), width, place: names.len() };
        inner.entry(owner).or_default().push(signal);
        names.push(name);
    }
    inner.values_mut().for_each(|signals| signals.sort_by(|one, other| one.path.cmp(&other.path)));
    Ok(inner)
}

/// All variables, those of one scope in a row.
fn layout(
    graph: &Wired,
    probes: &[Probe],
    mut inner: BTreeMap<Option<String>, Vec<Inner>>,
) -> Vec<(Variable, Source)> {
    let top = vec![graph.name.clone()];
    let own = |name: &str, width| Variable {
        scopes: top.clone(),
        name: name.into(),
        width,
        signed: false,
    };
    let mut all = vec![(own("clock", 1), Source::Clock), (own("cycle", 64), Source::Cycle)];
    // Nodes of one layer together, where the first of them comes.
    let mut layers: BTreeMap<&str, usize> = BTreeMap::new();
    let mut nodes = vec![];
    let mut first = 0;
    for streams in probes.chunk_by(|one, next| one.node == next.node) {
        let node = graph.node(streams[0].node);
        let layer = node.origin.layer.as_deref();
        let rank = layer.map_or(first, |layer| *layers.entry(layer).or_insert(first));
        nodes.push((rank, first, node));
        first += streams.len();
    }
    nodes.sort_by_key(|(rank, first, _)| (*rank, *first));
    for (_, first, node) in nodes {
        let mut scopes = top.clone();
        scopes.extend(node.origin.layer.clone());
        scopes.push(node.name.clone());
        let id = probes[first].node;
        for (number, probe) in probes.iter().enumerate().filter(|(_, probe)| probe.node == id) {
            stream(probe, scopes.clone(), number * WIRES, &mut all);
        }
        let inner = inner.remove(&Some(node.name.clone())).unwrap_or_default();
        all.extend(inner.into_iter().map(|signal| signal.within(&scopes)));
    }
    let rest = inner.into_values().flatten();
    all.extend(rest.map(|signal| signal.within(&top)));
    all
}

impl Inner {
    fn within(self, scopes: &[String]) -> (Variable, Source) {
        let (below, name) = self.path;
        let inside = std::iter::once("inside".to_string());
        let scopes = scopes.iter().cloned().chain(inside).chain(below).collect();
        let source = Source::Wire { place: self.place, low: 0 };
        (Variable { scopes, name, width: self.width, signed: false }, source)
    }
}

/// The wires of a stream, the lanes of its data apart.
fn stream(probe: &Probe, mut scopes: Vec<String>, first: usize, all: &mut Vec<(Variable, Source)>) {
    // The design's ends are called like their only streams.
    if scopes.last() != Some(&probe.stream.name) {
        scopes.push(probe.stream.name.clone());
    }
    let mut add = |name: String, width, signed, source| {
        all.push((Variable { scopes: scopes.clone(), name, width, signed }, source));
    };
    for (place, name) in [(first + 1, "valid"), (first + 2, "ready"), (first + 3, "last")] {
        add(name.into(), 1, false, Source::Wire { place, low: 0 });
    }
    let beat = &probe.stream.beat;
    for ((lane, name), format) in lane_names(beat).into_iter().enumerate().zip(beat.formats()) {
        let source = Source::Wire { place: first, low: probe.bit_of(lane) };
        add(name, format.bits(), format.is_signed(), source);
    }
}

/// A name for each lane: `data_07`, with as many digits as sort well.
fn lane_names(beat: &StreamType) -> Vec<String> {
    let mut names = vec![];
    for field in &beat.fields {
        let digits = (field.lanes - 1).to_string().len();
        names.extend((0..field.lanes).map(|lane| match field.lanes {
            1 => field.name.clone(),
            _ => format!("{}_{lane:0digits$}", field.name),
        }));
    }
    names
}
