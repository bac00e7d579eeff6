//! Which node is to blame in the first cycle in which anything departs.
//!
//! What a node offers depends on what it is offered and on its state, never on whether its own offer is
//! taken (`blocks/handshake.rs`); whether it takes depends on both. So offers are looked at from
//! producers to consumers and readiness from consumers to producers: the first that departs has only
//! right things before it.

use super::divergence::Signal;
use super::probes::{Moment, Probe, Side};

/// A wrong signal of one stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Blame {
    /// Number of the probe.
    pub probe: usize,
    pub signal: Signal,
    /// First lane that differs.
    pub lane: Option<usize>,
    /// Not the node: what it gives is right where it leaves, and wrong where it arrives.
    pub wiring: bool,
}

/// Compares one cycle. `expected` and `observed` are in the order of the probes, which is that of the flow.
pub(super) fn blame(probes: &[Probe], expected: &[Moment], observed: &[Moment]) -> Option<Blame> {
    let pairs = || expected.iter().zip(observed).zip(probes).enumerate();
    let offered = pairs().find_map(|(probe, ((want, got), Probe { side, .. }))| {
        let (signal, lane) = offer(want, got)?;
        Some(Blame { probe, signal, lane, wiring: *side != Side::Output })
    });
    offered.or_else(|| {
        pairs().rev().find_map(|(probe, ((want, got), Probe { side, .. }))| {
            let wrong = want.valid == Some(true) && want.ready != got.ready;
            let wiring = *side == Side::Output;
            wrong.then_some(Blame { probe, signal: Signal::Tready, lane: None, wiring })
        })
    })
}

fn offer(want: &Moment, got: &Moment) -> Option<(Signal, Option<usize>)> {
    if want.valid != got.valid {
        return Some((Signal::Tvalid, None));
    }
    match (&want.beat, &got.beat) {
        (Some(want), Some(got)) if want != got => {
            Some((Signal::Tdata, want.iter().zip(got).position(|(want, got)| want != got)))
        }
        (Some(_), None) => Some((Signal::Tdata, Some(0))),
        _ => (want.last != got.last).then_some((Signal::Tlast, None)),
    }
}
