//! The first node of a graph that departs from its models, in any simulator.
//!
//! A run that went wrong is run once more, with the streams of every node watched and compared, cycle by
//! cycle, with the golden models and the schedule.

use std::collections::VecDeque;
use std::ops::ControlFlow;

use crate::blocks::Beat;
use crate::dataflow::{Commands, Evaluator, Marked, NodeId, Operation, Wired};
use crate::diag::Bug;
use crate::elaborate::COMMAND_PORT;
use crate::rtl::Validated;

use super::blame::{Blame, blame};
use super::divergence::{Divergence, Signal};
use super::excerpt::excerpt;
use super::inner_signals::inside;
use super::models::Models;
use super::probes::{Moment, Probe, moments};
use super::simulator::{CosimError, Run, Simulator};

/// Cycles that are shown before the one that departs.
const BEFORE: usize = 4;
/// And after it.
pub const AFTER: u64 = 2;

/// All streams in one cycle.
pub(super) struct Cycle {
    pub number: u64,
    pub expected: Vec<Moment>,
    pub observed: Vec<Moment>,
}

/// What was seen of a run that departs.
struct Seen {
    blame: Blame,
    cycle: u64,
    /// Beats that had moved on that stream.
    beat: usize,
    cycles: VecDeque<Cycle>,
}

/// Runs `beats` once more and finds the first departure of any node from `golden`, `None` where there is none
/// within `run.limit` cycles.
pub fn locate(
    (design, graph): (Validated<'_>, &Wired),
    golden: Evaluator,
    beats: &[Beat],
    run: Run<'_>,
    simulator: &mut dyn Simulator,
) -> Result<Option<Divergence>, CosimError> {
    let probes = Probe::all(graph);
    let models =
        Models::new((graph, golden), &probes, Marked { beats, lasts: run.lasts }, run.pacing)?;
    let Some(seen) = search(&probes, models, run, simulator)? else { return Ok(None) };
    let mut found = divergence(graph, &probes, &seen)?;
    let run = Run { limit: seen.cycle + 1, ..run };
    let scope = scope(graph, &probes[seen.blame.probe], seen.blame.wiring);
    found.inside = inside(design, scope, run, simulator)?;
    Ok(Some(found))
}

fn search(
    probes: &[Probe],
    mut models: Models<'_>,
    run: Run<'_>,
    simulator: &mut dyn Simulator,
) -> Result<Option<Seen>, CosimError> {
    let names: Vec<String> = probes.iter().flat_map(Probe::names).collect();
    let mut cycles: VecDeque<Cycle> = VecDeque::new();
    let mut moved = vec![0; probes.len()];
    let mut found: Option<(Blame, u64)> = None;
    let run = Run { limit: run.limit + AFTER, ..run };
    simulator.watch(run, &names, &mut |number, wires| {
        let (expected, observed) = (models.next(), moments(probes, wires));
        if found.is_none() {
            found = blame(probes, &expected, &observed).map(|blame| (blame, number));
        }
        if found.is_none() {
            let moves = observed.iter().map(|moment| usize::from(moment.moves()));
            moved.iter_mut().zip(moves).for_each(|(count, moves)| *count += moves);
            // Later ones push out those too far before.
            if cycles.len() == BEFORE {
                cycles.pop_front();
            }
        }
        cycles.push_back(Cycle { number, expected, observed });
        let over = found.is_some_and(|(_, cycle)| number >= cycle + AFTER);
        Ok(if over { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    })?;
    let seen = found.map(|(blame, cycle)| (blame, cycle, moved[blame.probe]));
    Ok(seen.map(|(blame, cycle, beat)| Seen { blame, cycle, beat, cycles }))
}

fn divergence(graph: &Wired, probes: &[Probe], seen: &Seen) -> Result<Divergence, Bug> {
    let Blame { probe: place, signal, lane, wiring } = seen.blame;
    let probe = &probes[place];
    let node = graph.node(probe.node);
    let at = seen.cycles.iter().find(|cycle| cycle.number == seen.cycle);
    let at = at.ok_or_else(|| Bug::new("the cycle that departs was not kept"))?;
    let value = |moment: &Moment| match signal {
        Signal::Tvalid => moment.valid.map(i64::from),
        Signal::Tready => moment.ready.map(i64::from),
        Signal::Tlast => moment.last.map(i64::from),
        Signal::Tdata => moment.beat.as_ref()?.get(lane?).copied(),
    };
    let (expected, observed) = (value(&at.expected[place]), value(&at.observed[place]));
    let format = lane.and_then(|lane| probe.stream.beat.formats().nth(lane));
    let bit = format.zip(expected).zip(observed);
    let bit = bit.map(|((format, want), got)| format.encode(want) ^ format.encode(got));
    let loads = Commands::of(graph).is_some();
    let kind = match &node.operation {
        Operation::Input { .. } if loads => COMMAND_PORT,
        _ if wiring => "wiring",
        Operation::Block(spec) => spec.kind(),
        Operation::Input { .. } => "input",
        Operation::Output { .. } => "output",
    };
    Ok(Divergence {
        node: node.name.clone(),
        kind: kind.to_string(),
        layer: node.origin.layer.clone(),
        hardware: shared(graph, probe.node).cloned(),
        origin: node.origin.sentence(),
        stream: probe.stream.name.clone(),
        signal,
        cycle: seen.cycle,
        beat: seen.beat,
        lane,
        bit: bit.map(u64::trailing_zeros),
        expected,
        observed,
        inside: None,
        excerpt: excerpt(graph, probes, (place, lane), &seen.cycles),
    })
}

/// The instance that an operation takes turns on.
fn shared(graph: &Wired, node: NodeId) -> Option<&String> {
    Some(&graph.shared()[graph.placed(node).turn?.instance].name)
}

/// The instance that holds what is to blame; `None` for the top module.
fn scope<'g>(graph: &'g Wired, probe: &Probe, wiring: bool) -> Option<&'g str> {
    let node = graph.node(probe.node);
    match node.operation {
        Operation::Input { .. } if Commands::of(graph).is_some() => Some(COMMAND_PORT),
        Operation::Block(_) if !wiring => Some(shared(graph, probe.node).unwrap_or(&node.name)),
        _ => None,
    }
}
