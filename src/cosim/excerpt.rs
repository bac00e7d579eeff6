//! The streams of one node in the cycles around a departure.

use std::collections::VecDeque;

use crate::dataflow::Wired;

use super::divergence::{Excerpt, ExcerptBeat, ExcerptCycle, ExcerptStream};
use super::locate::Cycle;
use super::probes::{Moment, Probe, Side};

/// Lanes that are shown on each side of the one that differs.
const BESIDE: usize = 1;
/// Inputs that are shown; an adder may have many.
const INPUTS: usize = 2;

/// The streams of the node that the probe at `place` is of, with the lanes around `lane`.
pub(super) fn excerpt(
    graph: &Wired,
    probes: &[Probe],
    (place, lane): (usize, Option<usize>),
    cycles: &VecDeque<Cycle>,
) -> Excerpt {
    let node = probes[place].node;
    let all: Vec<usize> = (0..probes.len()).filter(|probe| probes[*probe].node == node).collect();
    let inputs = all.iter().filter(|probe| probes[**probe].side != Side::Output);
    let mut shown: Vec<usize> = inputs.copied().take(INPUTS).collect();
    // The stream that departs is shown in any case.
    if probes[place].side != Side::Output && !shown.contains(&place) {
        shown.pop();
        shown.push(place);
    }
    shown.extend(all.iter().filter(|probe| probes[**probe].side == Side::Output));
    let streams: Vec<ExcerptStream> =
        shown.iter().map(|probe| stream(graph, &probes[*probe], lane.unwrap_or(0))).collect();
    let beats = |moments: &[Moment]| {
        let pairs = shown.iter().zip(&streams);
        pairs.map(|(probe, stream)| beat(&moments[*probe], &stream.lanes)).collect()
    };
    let cycles = cycles.iter().map(|cycle| ExcerptCycle {
        cycle: cycle.number,
        observed: beats(&cycle.observed),
        expected: beats(&cycle.expected),
    });
    Excerpt { cycles: cycles.collect(), left_out: all.len() - shown.len(), streams }
}

fn stream(graph: &Wired, probe: &Probe, lane: usize) -> ExcerptStream {
    let of = probe.stream.beat.lanes();
    let width = (2 * BESIDE + 1).min(of);
    let first = lane.saturating_sub(BESIDE).min(of - width);
    let mut from: Vec<String> = vec![];
    if let Side::Input(port) = probe.side {
        let edges = graph.edges_into(probe.node, port);
        from.extend(edges.iter().map(|(node, _)| graph.node(*node).name.clone()));
        from.dedup();
    }
    ExcerptStream {
        name: probe.stream.name.clone(),
        from,
        lanes: (first..first + width).collect(),
        of,
    }
}

fn beat(moment: &Moment, lanes: &[usize]) -> ExcerptBeat {
    let lane = |lane: &usize| moment.beat.as_ref()?.get(*lane).copied();
    ExcerptBeat {
        valid: moment.valid,
        ready: moment.ready,
        last: moment.last,
        lanes: lanes.iter().map(lane).collect(),
    }
}
