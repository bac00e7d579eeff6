//! All that later cycles of a schedule depend on.

use crate::blocks::StationState;

use super::arbiter::{Arbiter, ArbiterState};
use super::schedule::Schedule;
use super::turns::{TurnState, Turns};

/// What a schedule holds between two cycles: of two moments that are alike, all that follows is alike.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Moment {
    /// Of all hardware that nodes have for themselves, in order.
    stations: Vec<StationState>,
    arbiters: Vec<ArbiterState>,
    groups: Vec<TurnState>,
    /// For each branch whether it has taken the present beat while others have not.
    done: Vec<bool>,
}

impl Schedule {
    /// What it holds now.
    pub(super) fn moment(&self) -> Moment {
        Moment {
            stations: self.nodes.iter().flat_map(|node| node.machine.states()).collect(),
            arbiters: self.common.arbiters.iter().map(Arbiter::state).collect(),
            groups: self.common.groups.iter().map(Turns::state).collect(),
            done: self.branches.iter().map(|branch| branch.done).collect(),
        }
    }
}
