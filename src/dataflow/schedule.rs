//! When every beat moves, told from the blocks' timings alone.
//!
//! The handshakes of a graph without its data, cycle by cycle: offers are followed from producers to
//! consumers, readiness from consumers back to producers, and then every block's pipeline moves on. A
//! producer with several consumers lets each take its beat in its own time and is free when the last
//! has; a consumer takes all its inputs together.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::ops::Range;

use serde::Serialize;

use crate::blocks::{Beat, Block, Pipeline, Timing};
use crate::diag::Bug;
use crate::progress;

use super::arbiter::Arbiter;
use super::array_groups::Role;
use super::bind::Binding;
use super::command_port::CommandPort;
use super::evaluate::Evaluator;
use super::graph::{Graph, NodeId, Operation};
use super::turns::Turns;

/// A graph's handshakes, from reset on.
pub struct Schedule {
    /// Producers first.
    nodes: Vec<Scheduled>,
    branches: Vec<Branch>,
    shared: Vec<Arbiter>,
    groups: Vec<Turns>,
    /// What the arrays of each group did in the cycle that was last.
    roles: Vec<Vec<Role>>,
    input: usize,
    output: usize,
    cycle: u64,
    /// Whether the input's present beat was offered before; an offer stands until it is taken.
    offering: bool,
    /// Whether a beat was offered in the cycle that was last.
    offered: bool,
    seen: Cycles,
    /// Where weights can be written: what holds loads back.
    port: Option<CommandPort>,
    /// What started, where it is to be noted.
    starts: Option<Vec<Start>>,
}

/// An operation takes its beats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Start {
    /// The operation.
    pub node: NodeId,
    /// Rising edge.
    pub cycle: u64,
}

/// Cycles within which a graph gives its first beat.
const PATIENCE: u64 = 1 << 32;

/// The handshake of one stream in one cycle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Handshake {
    /// A beat is offered.
    pub valid: bool,
    /// It would be taken. Means nothing while there is none.
    pub ready: bool,
}

impl Handshake {
    /// A beat moves at the edge.
    pub fn moves(self) -> bool {
        self.valid && self.ready
    }
}

/// The streams of one node in one cycle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handshakes {
    /// The node.
    pub node: NodeId,
    /// Its ports.
    pub inputs: Vec<Handshake>,
    /// What it offers to all its takers; none at the graph's output.
    pub output: Option<Handshake>,
}

/// What samples take that follow each other without a pause, in cycles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pace {
    /// Between one sample and the next. Rounded up where that is not always as much.
    pub interval: u64,
    /// From a sample's first beat being taken to its result's last being given, at most. It may wait for hardware that
    /// samples before it and after it are on.
    pub latency: u64,
}

struct Scheduled {
    id: NodeId,
    /// Its block; of a bound operation the slots that its results wait in.
    pipeline: Pipeline,
    /// The kinds of work that are to come, where data tell; then all are the longest.
    works: VecDeque<usize>,
    longest: Option<usize>,
    /// The arbiter that lets it start, and its context there, where it is bound.
    bound: Option<(usize, usize)>,
    /// The group whose array it has, and which that is.
    member: Option<(usize, usize)>,
    /// For every port, what it is fed by.
    ports: Vec<Vec<usize>>,
    /// Where beats go.
    branches: Vec<usize>,
    /// A beat is at every port.
    arrives: bool,
    offers: bool,
    takes: bool,
    /// All its takers have taken or would take what it offers.
    served: bool,
}

impl Scheduled {
    /// The kind of work of the beat that it takes; `None` where all are alike.
    fn work(&mut self) -> Option<usize> {
        self.works.pop_front().or(self.longest)
    }
}

/// What flows from a node to a port.
#[derive(Clone, Copy, Default)]
struct Branch {
    valid: bool,
    ready: bool,
    /// Has taken the present beat while others have not.
    done: bool,
}

/// Rising edges of a run, counted from the first after reset.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Cycles {
    /// At which each input beat is taken.
    pub accepted: Vec<u64>,
    /// At which each output beat is given.
    pub delivered: Vec<u64>,
}

/// Beats to run.
#[derive(Clone, Copy, Debug)]
pub struct Quota {
    /// Offered.
    pub inputs: usize,
    /// Waited for.
    pub outputs: usize,
    /// Cycles after which no more are waited for.
    pub limit: u64,
}

impl Schedule {
    /// A schedule of an empty graph, before the first beat, of beats that all take longest.
    pub fn new(graph: &Graph) -> Result<Self, Bug> {
        let order = graph.in_order()?;
        let places: BTreeMap<NodeId, usize> =
            order.iter().enumerate().map(|(place, id)| (*id, place)).collect();
        let mut nodes: Vec<Scheduled> = order.iter().map(|id| scheduled(graph, *id)).collect();
        let mut branches = vec![];
        for (from, id) in order.iter().enumerate() {
            for (taker, port) in graph.branches(*id) {
                nodes[from].branches.push(branches.len());
                nodes[places[&taker]].ports[port].push(branches.len());
                branches.push(Branch::default());
            }
        }
        let resources = graph.resources().iter();
        let shared = resources.map(|resource| Arbiter::new(resource, &places)).collect();
        let groups = graph.groups().iter().map(|group| Turns::new(graph, group)).collect();
        Ok(Self {
            input: places[&graph.input()],
            output: places[&graph.output()?],
            nodes,
            branches,
            shared,
            groups,
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
    pub fn of_beats(graph: &Graph, beats: &[Beat]) -> Result<Self, Bug> {
        let port = CommandPort::new(graph, beats)?;
        let mut schedule = Self { port, ..Self::new(graph)? };
        let mut works = Evaluator::works(graph, beats)?;
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

    /// What samples of so many beats take in the long run, beats being offered and taken as early as can be: from one
    /// moment to the next in which all is alike.
    pub fn stream(mut self, beats_per_sample: usize, beats_per_result: usize) -> Pace {
        let beats = (beats_per_sample.max(1), beats_per_result.max(1));
        let mut moments: HashMap<Vec<(u32, bool)>, (usize, usize, u64)> = HashMap::new();
        loop {
            let results = self.seen.delivered.len();
            self.step(true, true);
            let now = self.seen.delivered.len();
            if now == results || !now.is_multiple_of(beats.1) {
                // A graph that gives nothing has no interval; none stands still for so long.
                if self.cycle > PATIENCE && now == 0 {
                    return Pace::default();
                }
                continue;
            }
            // Samples that were begun before such a moment may have found all empty.
            let (begun, ended) = (self.seen.accepted.len().div_ceil(beats.0), now / beats.1);
            let moment = (begun, ended, self.cycle);
            if let Some((first, before, then)) = moments.insert(self.state(), moment) {
                return Pace {
                    interval: (self.cycle - then).div_ceil((ended - before) as u64),
                    latency: self.slowest(first..begun, beats),
                };
            }
        }
    }

    /// The most cycles that any of some samples takes, of so many beats, and of its result. Runs until they are given.
    fn slowest(mut self, samples: Range<usize>, beats: (usize, usize)) -> u64 {
        while self.seen.delivered.len() < samples.end * beats.1 {
            self.step(true, true);
        }
        let Cycles { accepted, delivered } = self.seen;
        let latency =
            |sample: usize| delivered[(sample + 1) * beats.1 - 1] - accepted[sample * beats.0];
        samples.map(latency).max().unwrap_or(0)
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

    /// All that later cycles depend on.
    fn state(&self) -> Vec<(u32, bool)> {
        let nodes = self.nodes.iter().flat_map(|node| node.pipeline.state());
        let shared = self.shared.iter().flat_map(Arbiter::state);
        let groups = self.groups.iter().flat_map(Turns::state);
        nodes
            .chain(shared)
            .chain(groups)
            .chain(self.branches.iter().map(|branch| (0, branch.done)))
            .collect()
    }

    /// One cycle, in which a beat may be offered (one that was offered before stands) and one may be taken.
    pub fn step(&mut self, may_offer: bool, takes: bool) {
        self.offering |= may_offer;
        if let Some(port) = &mut self.port {
            port.step(&self.seen, self.offering);
        }
        self.groups.iter_mut().for_each(Turns::grant);
        self.offer();
        let loads = self.port.as_ref().and_then(CommandPort::writes);
        for arbiter in &mut self.shared {
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
        let loads = self.port.as_ref().is_some_and(CommandPort::loads);
        for (place, node) in self.nodes.iter_mut().enumerate() {
            let here = |port: &Vec<usize>| port.iter().all(|branch| self.branches[*branch].valid);
            node.arrives = node.ports.iter().all(here);
            node.offers = match place == self.input {
                true => self.offering && !loads,
                false => match node.member {
                    Some((group, array)) => self.groups[group].offers(array),
                    None => node.pipeline.offers(node.arrives),
                },
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
            let ready = match node.member {
                Some((group, array)) => self.groups[group].ready(array),
                None => node.pipeline.ready(down),
            };
            let (free, takes) = match node.bound {
                None => (ready, ready),
                Some((arbiter, context)) => {
                    (self.shared[arbiter].ready(), self.shared[arbiter].lets(context))
                }
            };
            node.takes = takes;
            if let Some(port) = &mut self.port {
                node.takes = port.lets(place, place == self.input, (free, takes));
            }
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
        for arbiter in &mut self.shared {
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
            let enters = match node.bound {
                None => moves,
                Some((arbiter, context)) => {
                    self.shared[arbiter].deliver(context, node.offers && all)
                }
            };
            // Slots of what shares its hardware do not ask how long that worked.
            let work = enters.then(|| if node.bound.is_none() { node.work() } else { None });
            let work = work.map(Option::unwrap_or_default);
            match node.member {
                Some((group, array)) => {
                    self.groups[group].moves(array, enters, node.offers && all);
                }
                None => node.pipeline.clock(work),
            }
            for branch in &node.branches {
                let branch = &mut self.branches[*branch];
                branch.done = (branch.done || branch.ready) && node.offers && !all;
            }
        }
        self.roles = self.groups.iter().map(Turns::roles).collect();
        self.groups.iter_mut().for_each(Turns::clock);
    }
}

fn scheduled(graph: &Graph, id: NodeId) -> Scheduled {
    let node = graph.node(id);
    let bound = graph.binding(id);
    let (timing, ports) = match &node.operation {
        Operation::Block(spec) => {
            let block = spec.as_block();
            let timing = match bound {
                None => block.timing(),
                Some(Binding { resource, context, .. }) => resource.slots(context).timing(),
            };
            (timing, block.interface().inputs.len())
        }
        Operation::Input { .. } => (Timing::combinational(), 0),
        Operation::Output { .. } => (Timing::combinational(), 1),
    };
    Scheduled {
        id,
        pipeline: Pipeline::new(&timing),
        works: VecDeque::new(),
        longest: match bound {
            Some(Binding { resource, .. }) => resource.timing().longest(),
            None => timing.longest(),
        },
        bound: bound.map(|binding| (binding.number, binding.context)),
        member: graph.membership(id),
        ports: vec![vec![]; ports],
        branches: vec![],
        arrives: false,
        offers: false,
        takes: false,
        served: false,
    }
}
