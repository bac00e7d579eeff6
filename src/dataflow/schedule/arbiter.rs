//! Who may start on hardware that several operations share, cycle by cycle.
//!
//! An operation asks when its input is there and one of its slots is free for the result. Of those that
//! ask, the one furthest down the flow starts as soon as the array takes it. Its result goes to its slots
//! at once, and the slot is free again the cycle after it was emptied.

use std::collections::{BTreeMap, VecDeque};

use crate::blocks::{Pipeline, Timing, Work};
use crate::dataflow::graph::NodeId;
use crate::dataflow::placement::{Instance, SLOTS};

/// One shared instance at work.
pub(super) struct Arbiter {
    array: Pipeline,
    /// For each context the place of its operation.
    members: Vec<usize>,
    /// Contexts, those that go first first.
    priority: Vec<usize>,
    /// For each context what was started and not yet taken.
    held: Vec<u32>,
    /// Contexts whose products the array holds.
    inside: VecDeque<usize>,
    /// Whether the array would take a beat in this cycle.
    ready: bool,
    granted: Option<usize>,
    /// The context whose result leaves the array in this cycle.
    leaving: Option<usize>,
}

impl Arbiter {
    pub fn new(instance: &Instance, places: &BTreeMap<NodeId, usize>) -> Self {
        let timing = instance.block().map_or(Timing::combinational(), |block| block.timing());
        Self {
            array: Pipeline::new(&timing),
            members: instance.operations.iter().map(|id| places[id]).collect(),
            priority: instance.priority().collect(),
            held: vec![0; instance.operations.len()],
            inside: VecDeque::new(),
            ready: false,
            granted: None,
            leaving: None,
        }
    }

    /// Whether the array would take a load.
    pub fn ready(&self) -> bool {
        self.ready
    }

    /// Picks who starts, of those whose beats arrive: nobody, where the array is offered a load.
    pub fn grant(&mut self, loads: Option<usize>, arrives: impl Fn(usize) -> bool) {
        // There is a slot for every product that was started.
        self.ready = self.array.ready(true);
        let loads = loads.is_some_and(|place| self.members.contains(&place));
        let asks = |context: &usize| arrives(self.members[*context]) && self.held[*context] < SLOTS;
        self.granted = self.priority.iter().copied().find(asks).filter(|_| self.ready && !loads);
    }

    /// The place of the operation that starts in this cycle.
    pub fn starting(&self) -> Option<usize> {
        Some(self.members[self.granted?])
    }

    /// Whether a context starts in this cycle.
    pub fn lets(&self, context: usize) -> bool {
        self.granted == Some(context)
    }

    /// The array's edge. What starts takes so many cycles, where data tell.
    pub fn clock(&mut self, cycles: Option<Work>) {
        self.leaving = if self.array.offers(false) { self.inside.pop_front() } else { None };
        self.array.clock(self.granted.map(|context| cycles.unwrap_or(Work::Kind(context))));
        if let Some(context) = self.granted {
            self.inside.push_back(context);
            self.held[context] += 1;
        }
    }

    /// Whether a result comes to the slots of `context`, from which one was taken or not.
    pub fn deliver(&mut self, context: usize, taken: bool) -> bool {
        self.held[context] -= u32::from(taken);
        self.leaving == Some(context)
    }

    /// All that later cycles depend on.
    pub fn state(&self) -> impl Iterator<Item = (u32, bool)> {
        let held = self.held.iter().map(|held| (*held, false));
        let inside = self.inside.iter().map(|context| (*context as u32, true));
        // The number comes before what it counts: no two states read alike.
        let number = (self.inside.len() as u32, false);
        self.array.state().chain(held).chain([number]).chain(inside)
    }
}
