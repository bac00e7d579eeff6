//! What does the work of a node: the one place that tells hardware of its own from hardware in turns and arrays of a
//! group.

use crate::blocks::{Block, Pipeline, StationState, Timing, Work};
use crate::dataflow::graph::{NodeId, Operation};
use crate::dataflow::placement::{Member, Placed, Turn, slots};
use crate::dataflow::wired::Wired;

use super::arbiter::Arbiter;
use super::turns::Turns;

/// The machine of a node.
pub(super) enum Machine {
    /// Hardware of its own.
    Own(Pipeline),
    /// Slots for the results of shared hardware.
    Slots(Pipeline, Turn),
    /// An array of a group.
    Member(Member),
}

/// What several nodes have in common.
pub(super) struct Common {
    /// Who may start on shared hardware, by instance.
    pub arbiters: Vec<Arbiter>,
    /// Whose turn it is in groups of arrays.
    pub groups: Vec<Turns>,
}

/// Whether a machine takes something in a cycle.
#[derive(Clone, Copy)]
pub(super) struct Readiness {
    /// A load.
    pub load: bool,
    /// A beat of the node.
    pub beat: bool,
}

impl Machine {
    pub fn new(graph: &Wired, id: NodeId) -> Self {
        match (&graph.node(id).operation, graph.placed(id)) {
            (Operation::Input { .. } | Operation::Output { .. }, _) => {
                Self::Own(Pipeline::new(&Timing::combinational()))
            }
            (_, Placed { turn: Some(turn), .. }) => {
                Self::Slots(Pipeline::new(&slots(graph.node(id)).timing()), turn)
            }
            (_, Placed { member: Some(member), .. }) => Self::Member(member),
            (Operation::Block(block), _) => Self::Own(Pipeline::new(&block.as_block().timing())),
        }
    }

    /// Whether it offers a result; `arrives` where a beat is at every port.
    pub fn offers(&self, common: &Common, arrives: bool) -> bool {
        match self {
            Self::Own(pipeline) | Self::Slots(pipeline, _) => pipeline.offers(arrives),
            Self::Member(member) => common.groups[member.group].offers(member.array),
        }
    }

    /// Whether it takes something in this cycle, where an offer would be taken (`served`) or not.
    pub fn ready(&mut self, common: &Common, served: bool) -> Readiness {
        match self {
            Self::Own(pipeline) => {
                let ready = pipeline.ready(served);
                Readiness { load: ready, beat: ready }
            }
            Self::Slots(pipeline, turn) => {
                pipeline.ready(served);
                let arbiter = &common.arbiters[turn.instance];
                Readiness { load: arbiter.ready(), beat: arbiter.lets(turn.operation) }
            }
            Self::Member(member) => {
                let ready = common.groups[member.group].ready(member.array);
                Readiness { load: ready, beat: ready }
            }
        }
    }

    /// The edge, at which a beat was taken, of some work, or none; and a result given or not.
    pub fn clock(&mut self, common: &mut Common, taken: Option<Work>, given: bool) {
        match self {
            Self::Own(pipeline) => pipeline.clock(taken),
            Self::Slots(pipeline, turn) => {
                // Slots do not ask how long the hardware before them worked.
                let comes = common.arbiters[turn.instance].deliver(turn.operation, given);
                pipeline.clock(comes.then_some(Work::ONLY));
            }
            Self::Member(member) => {
                common.groups[member.group].moves(member.array, taken.is_some(), given);
            }
        }
    }

    /// Whether its node's work is done elsewhere, by hardware that is shared.
    pub fn is_shared(&self) -> bool {
        matches!(self, Self::Slots(..))
    }

    /// All that later cycles depend on, beside what it has in common with others.
    pub fn states(&self) -> impl Iterator<Item = StationState> {
        let pipeline = match self {
            Self::Own(pipeline) | Self::Slots(pipeline, _) => Some(pipeline),
            Self::Member(_) => None,
        };
        pipeline.into_iter().flat_map(Pipeline::states)
    }
}
