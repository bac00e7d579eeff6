//! Who may start on hardware that several operations share, cycle by cycle.
//!
//! An operation asks when its input is there and one of its slots is free for the result. Of those that
//! ask, the one furthest down the flow starts as soon as the hardware takes it. Its result goes to its slots
//! at once, and the slot is free again the cycle after it was emptied.

use std::collections::{BTreeMap, VecDeque};

use crate::blocks::{Pipeline, StationState, Timing, Work};
use crate::dataflow::graph::NodeId;
use crate::dataflow::placement::{Instance, SLOTS};

/// One shared instance at work. Operations go by their number on it.
pub(super) struct Arbiter {
    hardware: Pipeline,
    /// For each operation its place in the schedule.
    places: Vec<usize>,
    /// Operations, those that go first first.
    priority: Vec<usize>,
    flight: Flight,
    /// Whether the hardware would take a beat in this cycle.
    ready: bool,
    granted: Option<usize>,
    /// The operation whose result leaves the hardware in this cycle.
    leaving: Option<usize>,
}

/// What was started.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Flight {
    /// For each operation what was started and not yet taken.
    held: Vec<u32>,
    /// Operations whose work the hardware holds, the oldest first.
    inside: VecDeque<usize>,
}

/// What an arbiter holds between two cycles.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct ArbiterState {
    hardware: Vec<StationState>,
    flight: Flight,
}

impl Arbiter {
    pub fn new(instance: &Instance, places: &BTreeMap<NodeId, usize>) -> Self {
        let timing = instance.block().map_or(Timing::combinational(), |block| block.timing());
        let held = vec![0; instance.operations.len()];
        Self {
            hardware: Pipeline::new(&timing),
            places: instance.operations.iter().map(|id| places[id]).collect(),
            priority: instance.priority().collect(),
            flight: Flight { held, inside: VecDeque::new() },
            ready: false,
            granted: None,
            leaving: None,
        }
    }

    /// Whether the hardware would take a load.
    pub fn ready(&self) -> bool {
        self.ready
    }

    /// Picks who starts, of those whose beats arrive: nobody, where the hardware is offered a load.
    pub fn grant(&mut self, loads: Option<usize>, arrives: impl Fn(usize) -> bool) {
        // There is a slot for every result of what was started.
        self.ready = self.hardware.ready(true);
        let loads = loads.is_some_and(|place| self.places.contains(&place));
        let asks = |operation: &usize| {
            arrives(self.places[*operation]) && self.flight.held[*operation] < SLOTS
        };
        self.granted = self.priority.iter().copied().find(asks).filter(|_| self.ready && !loads);
    }

    /// The place of the operation that starts in this cycle.
    pub fn starting(&self) -> Option<usize> {
        Some(self.places[self.granted?])
    }

    /// Whether an operation starts in this cycle.
    pub fn lets(&self, operation: usize) -> bool {
        self.granted == Some(operation)
    }

    /// The hardware's edge. What starts is such work, where data tell.
    pub fn clock(&mut self, work: Option<Work>) {
        let leaves = self.hardware.offers(false);
        self.leaving = if leaves { self.flight.inside.pop_front() } else { None };
        self.hardware.clock(self.granted.map(|operation| work.unwrap_or(Work::Kind(operation))));
        if let Some(operation) = self.granted {
            self.flight.inside.push_back(operation);
            self.flight.held[operation] += 1;
        }
    }

    /// Whether a result comes to the slots of an operation, from which one was taken or not.
    pub fn deliver(&mut self, operation: usize, taken: bool) -> bool {
        self.flight.held[operation] -= u32::from(taken);
        self.leaving == Some(operation)
    }

    /// All that later cycles depend on.
    pub fn state(&self) -> ArbiterState {
        ArbiterState { hardware: self.hardware.states().collect(), flight: self.flight.clone() }
    }
}
