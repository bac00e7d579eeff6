//! Waves of a run in the words of the design: a scope a layer, in it one a node, in it one a stream with a
//! signal for each lane, in the lane's format.

use std::collections::BTreeMap;
use std::fs::File;
use std::ops::ControlFlow;

use crate::blocks::StreamType;
use crate::dataflow::Graph;
use crate::diag::Bug;
use crate::rtl::Bits;

use super::probes::Probe;
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
    graph: &Graph,
    run: Run<'_>,
    simulator: &mut dyn Simulator,
    (file, format, period): (File, WaveFormat, u64),
) -> Result<(), CosimError> {
    let probes = Probe::all(graph)?;
    let names: Vec<String> = probes.iter().flat_map(Probe::names).collect();
    let (variables, sources): (Vec<Variable>, Vec<Source>) =
        layout(graph, &probes)?.into_iter().unzip();
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

/// All variables, those of one scope in a row.
fn layout(graph: &Graph, probes: &[Probe]) -> Result<Vec<(Variable, Source)>, Bug> {
    let top = || vec![graph.name.clone()];
    let own =
        |name: &str, width| Variable { scopes: top(), name: name.into(), width, signed: false };
    let mut all = vec![(own("clock", 1), Source::Clock), (own("cycle", 64), Source::Cycle)];
    // Nodes of one layer together, in the order in which layers begin.
    let mut layers: BTreeMap<Option<&str>, usize> = BTreeMap::new();
    let mut order: Vec<(usize, usize)> = vec![];
    for (number, probe) in probes.iter().enumerate() {
        let node = graph.node(probe.node);
        let begun = layers.len();
        // A node without a layer stands by itself.
        let layer = match node.origin.layer.as_deref() {
            None => probes.len() + number,
            layer => *layers.entry(layer).or_insert(begun),
        };
        order.push((layer, number));
    }
    order.sort_unstable();
    for (_, number) in order {
        stream(graph, &probes[number], number * 4, &mut all);
    }
    Ok(all)
}

/// The wires of a stream, the lanes of its data apart.
fn stream(graph: &Graph, probe: &Probe, first: usize, all: &mut Vec<(Variable, Source)>) {
    let node = graph.node(probe.node);
    let mut scopes = vec![graph.name.clone()];
    scopes.extend(node.origin.layer.clone());
    scopes.push(node.name.clone());
    // The design's ends are called like their only streams.
    if probe.stream.name != node.name {
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
        let source = Source::Wire { place: first, low: beat.bit_of(lane) };
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
