//! The one answer to where an operation runs.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::dataflow::graph::NodeId;

use super::group::ArrayGroup;
use super::instance::Instance;

/// Where an operation runs. Where neither is said, it has hardware of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Placed {
    /// It takes turns with others.
    pub turn: Option<Turn>,
    /// Its array is one of a group.
    pub member: Option<Member>,
}

/// An operation among those that share hardware.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Number of the shared instance.
    pub instance: usize,
    /// Number of the operation there.
    pub operation: usize,
}

/// An array of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// Number of the group.
    pub group: usize,
    /// Number of the array in it.
    pub array: usize,
}

/// Shared hardware and groups of arrays, and who is where.
#[derive(Clone, Debug, Default)]
pub struct Placement {
    shared: Vec<Instance>,
    groups: Vec<ArrayGroup>,
    of: BTreeMap<NodeId, Placed>,
}

impl Placement {
    /// Lets the operations of an instance take turns on it.
    pub fn share(&mut self, instance: Instance) {
        for (operation, node) in instance.operations.iter().enumerate() {
            let turn = Turn { instance: self.shared.len(), operation };
            self.of.entry(*node).or_default().turn = Some(turn);
        }
        self.shared.push(instance);
    }

    /// Lets arrays digitize each other.
    pub fn merge(&mut self, group: ArrayGroup) {
        for (array, node) in group.members() {
            let member = Member { group: self.groups.len(), array };
            self.of.entry(node).or_default().member = Some(member);
        }
        self.groups.push(group);
    }

    /// Numbers what an operation draws where it takes turns.
    pub fn number(&mut self, node: NodeId, own: u32, references: &[u32]) {
        let turn = self.of(node).turn;
        let instance = turn.and_then(|turn| self.shared.get_mut(turn.instance));
        if let Some(block) = instance.and_then(|instance| instance.shared.as_mut()) {
            Arc::make_mut(block).as_block_mut().number(own, references.to_vec());
        }
    }

    /// Where an operation runs.
    pub fn of(&self, node: NodeId) -> Placed {
        self.of.get(&node).copied().unwrap_or_default()
    }

    /// Shared instances, by number.
    pub fn shared(&self) -> &[Instance] {
        &self.shared
    }

    /// Groups, by number.
    pub fn groups(&self) -> &[ArrayGroup] {
        &self.groups
    }
}
