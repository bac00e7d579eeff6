//! When loads are taken: the handshake of the design's input where weights can be written.
//!
//! A load waits until every sample before it has come out, and what no result needs of it has come to where it is
//! dropped. It is then taken as soon as its tile takes it; for that cycle the tile takes nothing else. Loads that change
//! nothing are taken when nothing is in flight, those within a sample at once.

use std::collections::BTreeMap;

use crate::blocks::Beat;
use crate::dataflow::command::{Command, Commands, Drain};
use crate::dataflow::graph::NodeId;
use crate::dataflow::wired::Wired;

use super::cycles::Cycles;
use super::machine::Readiness;

/// The port at work.
pub(super) struct LoadTiming {
    /// By the number of its beat, the place of the node that a load writes; `None` for one that changes
    /// nothing.
    loads: BTreeMap<usize, Option<usize>>,
    beats_per_sample: usize,
    beats_per_result: usize,
    drains: Vec<Drained>,
    /// Loads that were taken.
    loaded: usize,
    present: Present,
}

/// What has come to an operation that does not need the last beats of a sample.
struct Drained {
    place: usize,
    beats_per_sample: usize,
    taken: usize,
}

/// What the port offers in a cycle.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Present {
    /// Nothing, or a beat of a sample.
    Sample,
    /// A load that waits.
    Waits,
    /// A load that is taken without a tile.
    Drops,
    /// A load that is taken if the tile at this place takes it.
    Writes(usize),
    /// The same, and it does.
    Written,
}

impl LoadTiming {
    /// For `beats`, which are commands; `None` for a graph that takes none.
    pub fn new(graph: &Wired, beats: &[Beat]) -> Option<Self> {
        let commands = Commands::of(graph)?;
        let order = graph.order();
        let place_of = |node: NodeId| order.iter().position(|id| *id == node);
        let place = |tile: usize| place_of(commands.stores[tile].node);
        let drained = |drain: &Drain| {
            let beats_per_sample = drain.beats as usize;
            Some(Drained { place: place_of(drain.node)?, beats_per_sample, taken: 0 })
        };
        let loads =
            beats.iter().enumerate().filter_map(|(number, beat)| match commands.read(beat) {
                Command::Load(load) => Some((number, load.and_then(|load| place(load.tile)))),
                Command::Sample(_) => None,
            });
        Some(Self {
            loads: loads.collect(),
            drains: commands.drains.iter().filter_map(drained).collect(),
            beats_per_sample: graph.beats_per_sample() as usize,
            beats_per_result: graph.rates().beats_per_result() as usize,
            loaded: 0,
            present: Present::Sample,
        })
    }

    /// Looks at the beat that is offered, if one is.
    pub fn step(&mut self, seen: &Cycles, offering: bool) {
        let load = self.loads.get(&seen.accepted.len()).filter(|_| offering);
        let beats = seen.accepted.len() - self.loaded;
        let within = !beats.is_multiple_of(self.beats_per_sample);
        let samples = beats / self.beats_per_sample;
        let drained = |drain: &Drained| drain.taken == samples * drain.beats_per_sample;
        let idle = samples == seen.delivered.len() / self.beats_per_result
            && self.drains.iter().all(drained);
        self.present = match load {
            None => Present::Sample,
            Some(_) if within => Present::Drops,
            Some(_) if !idle => Present::Waits,
            Some(None) => Present::Drops,
            Some(Some(place)) => Present::Writes(*place),
        };
    }

    /// The node at a place takes a beat.
    pub fn moves(&mut self, place: usize) {
        let drains = self.drains.iter_mut().filter(|drain| drain.place == place);
        drains.for_each(|drain| drain.taken += 1);
    }

    /// Whether the beat that is offered is a load.
    pub fn loads(&self) -> bool {
        self.present != Present::Sample
    }

    /// The node that is offered a load.
    pub fn writes(&self) -> Option<usize> {
        match self.present {
            Present::Writes(place) => Some(place),
            _ => None,
        }
    }

    /// Whether the node at a place takes its beat, which is `ready` for a load or a beat.
    /// Consumers are asked before producers, the input last.
    pub fn lets(&mut self, place: usize, is_input: bool, ready: Readiness) -> bool {
        match self.present {
            Present::Writes(written) if written == place => {
                if ready.load {
                    self.present = Present::Written;
                }
                false
            }
            Present::Drops | Present::Written if is_input => {
                self.loaded += 1;
                true
            }
            Present::Waits | Present::Writes(_) if is_input => false,
            _ => ready.beat,
        }
    }
}
