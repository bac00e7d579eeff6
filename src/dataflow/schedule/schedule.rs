//! When every beat moves, told from the blocks' timings alone.
//!
//! The handshakes of a graph without its data, cycle by cycle: offers are followed from producers to
//! consumers, readiness from consumers back to producers, and then every block's pipeline moves on. A
//! producer with several consumers lets each take its beat in its own time and is free when the last
//! has; a consumer takes all its inputs together.

use std::collections::BTreeMap;

use crate::blocks::{Beat, Work};
use crate::dataflow::evaluate::works;
use crate::dataflow::graph::NodeId;
use crate::dataflow::placement::Role;
use crate::dataflow::wired::Wired;
use crate::diag::Bug;
use crate::progress;

use super::arbiter::Arbiter;
use super::cycles::{Cycles, Quota, Start};
use super::handshake::{Handshake, Handshakes};
use super::load_timing::LoadTiming;
use super::machine::Common;
use super::node::{Branch, Scheduled};
use super::turns::Turns;

/// A graph's handshakes, from reset on.
pub struct Schedule {
    /// Producers first.
    pub(super) nodes: Vec<Scheduled>,
    pub(super) branches: Vec<Branch>,
    pub(super) common: Common,
    /// What the arrays of each group did in the cycle that was last.
    roles: Vec<Vec<Role>>,
    input: usize,
    output: usize,
    pub(super) cycle: u64,
    /// Whether the input's present beat was offered before; an offer stands until it is taken.
    offering: bool,
    /// Whether a beat was offered in the cycle that was last.
    offered: bool,
    pub(super) seen: Cycles,
    /// Where weights can be written: what holds loads back.
    port: Option<LoadTiming>,
    /// What started, where it is to be noted.
    starts: Option<Vec<Start>>,
}

impl Schedule {
    /// A schedule of an empty graph, before the first beat, of beats that all take longest.
    pub fn new(graph: &Wired) -> Result<Self, Bug> {
        let order = graph.order();
        let places: BTreeMap<NodeId, usize> =
            order.iter().enumerate().map(|(place, id)| (*id, place)).collect();
        let mut nodes: Vec<Scheduled> = order.iter().map(|id| Scheduled::new(graph, *id)).collect();
        let mut branches = vec![];
        for (from, id) in order.iter().enumerate() {
            for (taker, port) in graph.branches(*id) {
                nodes[from].branches.push(branches.len());
                nodes[places[&taker]].ports[port].push(branches.len());
                branches.push(Branch::default());
            }
        }
        let shared = graph.shared().iter();
        let common = Common {
            arbiters: shared.map(|instance| Arbiter::new(instance, &places)).collect(),
            groups: graph.groups().iter().map(|group| Turns::new(graph, group)).collect(),
        };
        Ok(Self {
            input: places[&graph.input()],
            output: places[&graph.output()?],
            nodes,
            branches,
            common,
            roles: vec![],
            cycle: 0,
            offering: false,
            offered: false,
            seen: Cycles::default(),
            port: None,
            starts: None,
        })
    }

    /// The same for `beats`, of which some may be loads, and which some operations may take longer for than
    /// for others.
    pub fn of_beats(graph: &Wired, beats: &[Beat]) -> Result<Self, Bug> {
        let port = LoadTiming::new(graph, beats);
        let mut schedule = Self { port, ..Self::new(graph)? };
        let mut works = works(graph, beats)?;
        for node in &mut schedule.nodes {
            node.works = works.remove(&node.id).unwrap_or_default();
        }
        Ok(schedule)
    }

    /// The cycles of a run in which beats are offered and taken as early as can be.
    pub fn take(self, quota: Quota) -> Cycles {
        self.take_paced(quota, || (true, true))
    }

    /// The cycles of a run in which `pace` tells for every cycle whether a beat may be offered and
    /// whether one may be taken.
    pub fn take_paced(mut self, quota: Quota, mut pace: impl FnMut() -> (bool, bool)) -> Cycles {
        let given = progress::count("beats", quota.outputs);
        while self.seen.delivered.len() < quota.outputs && self.cycle < quota.limit {
            let (may_offer, takes) = pace();
            let has_next = self.seen.accepted.len() < quota.inputs;
            self.step(has_next && may_offer, takes);
            given.reach(self.seen.delivered.len());
        }
        self.seen
    }

    /// When every operation starts in a run in which beats are offered and taken as early as can be.
    pub fn starts(mut self, quota: Quota) -> Vec<Start> {
        self.starts = Some(vec![]);
        while self.seen.delivered.len() < quota.outputs && self.cycle < quota.limit {
            self.step(self.seen.accepted.len() < quota.inputs, true);
        }
        self.starts.unwrap_or_default()
    }

    /// What all streams did in the cycle that was last; producers first.
    pub fn handshakes(&self) -> impl Iterator<Item = Handshakes> {
        let port = |branches: &Vec<usize>| {
            let mut branches = branches.iter().map(|branch| self.branches[*branch]);
            let ready = branches.clone().any(|branch| branch.ready);
            Handshake { valid: branches.all(|branch| branch.valid), ready }
        };
        self.nodes.iter().enumerate().map(move |(place, node)| Handshakes {
            node: node.id,
            inputs: node.ports.iter().map(port).collect(),
            output: match place {
                // Loads among them, which no node is offered.
                _ if place == self.input => {
                    Some(Handshake { valid: self.offered, ready: node.takes })
                }
                _ if place == self.output => None,
                _ => Some(Handshake { valid: node.offers, ready: node.served }),
            },
        })
    }

    /// One cycle, in which a beat may be offered (one that was offered before stands) and one may be taken.
    pub fn step(&mut self, may_offer: bool, takes: bool) {
        self.offering |= may_offer;
        if let Some(port) = &mut self.port {
            port.step(&self.seen, self.offering);
        }
        self.common.groups.iter_mut().for_each(Turns::grant);
        self.offer();
        let loads = self.port.as_ref().and_then(LoadTiming::writes);
        for arbiter in &mut self.common.arbiters {
            arbiter.grant(loads, |place| self.nodes[place].arrives);
        }
        self.accept(takes);
        self.start();
        self.offered = self.offering;
        self.clock();
        self.cycle += 1;
    }

    /// Offers, from producers to consumers.
    fn offer(&mut self) {
        let loads = self.port.as_ref().is_some_and(LoadTiming::loads);
        for (place, node) in self.nodes.iter_mut().enumerate() {
            let here = |port: &Vec<usize>| port.iter().all(|branch| self.branches[*branch].valid);
            node.arrives = node.ports.iter().all(here);
            node.offers = match place == self.input {
                true => self.offering && !loads,
                false => node.machine.offers(&self.common, node.arrives),
            };
            for branch in &node.branches {
                let branch = &mut self.branches[*branch];
                branch.valid = node.offers && !branch.done;
            }
        }
    }

    /// Readiness, from consumers to producers.
    fn accept(&mut self, takes: bool) {
        for (place, node) in self.nodes.iter_mut().enumerate().rev() {
            let served = |branch: &usize| {
                let Branch { ready, done, .. } = self.branches[*branch];
                ready || done
            };
            let down = if place == self.output { takes } else { node.branches.iter().all(served) };
            node.served = down;
            let ready = node.machine.ready(&self.common, down);
            node.takes = match &mut self.port {
                Some(port) => port.lets(place, place == self.input, ready),
                None => ready.beat,
            };
            for port in &node.ports {
                let here = port.iter().all(|branch| self.branches[*branch].valid);
                // Where beats meet, none is taken before all are there.
                let ready = node.takes
                    && (node.ports.len() == 1 || node.arrives)
                    && (port.len() == 1 || here);
                port.iter().for_each(|branch| self.branches[*branch].ready = ready);
            }
        }
    }

    /// Notes what starts.
    fn start(&mut self) {
        let Some(starts) = &mut self.starts else { return };
        let started = self.nodes.iter().filter(|node| node.arrives && node.takes);
        starts.extend(started.map(|node| Start { node: node.id, cycle: self.cycle }));
    }

    /// What the arrays of a group did in the cycle that was last.
    pub fn roles(&self, group: usize) -> &[Role] {
        self.roles.get(group).map_or(&[], Vec::as_slice)
    }

    /// The edge.
    fn clock(&mut self) {
        for arbiter in &mut self.common.arbiters {
            let cycles = arbiter.starting().and_then(|place| self.nodes[place].work());
            arbiter.clock(cycles);
        }
        for (place, node) in self.nodes.iter_mut().enumerate() {
            let moves = node.arrives && node.takes;
            if let (true, Some(port)) = (moves, &mut self.port) {
                port.moves(place);
            }
            if place == self.input {
                if self.offering && node.takes {
                    self.seen.accepted.push(self.cycle);
                    self.offering = false;
                }
            } else if place == self.output {
                self.seen.delivered.extend(moves.then_some(self.cycle));
            }
            let all = node.served;
            // Shared hardware takes the work of its operations when it starts it.
            let takes = moves && !node.machine.is_shared();
            let work = takes.then(|| node.work().unwrap_or(Work::ONLY));
            node.machine.clock(&mut self.common, work, node.offers && all);
            for branch in &node.branches {
                let branch = &mut self.branches[*branch];
                branch.done = (branch.done || branch.ready) && node.offers && !all;
            }
        }
        let groups = &mut self.common.groups;
        self.roles = groups.iter().map(Turns::roles).collect();
        groups.iter_mut().for_each(Turns::clock);
    }
}
