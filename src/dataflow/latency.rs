//! How long a node takes by itself.

use super::graph::{Graph, NodeId, Operation};
use super::placement::slots;
use crate::blocks::Block;

impl Graph {
    /// Cycles from a beat's being taken to its result's first being offered, without back-pressure and,
    /// where the hardware is shared, without waiting for others; where arrays take turns, with all of them.
    pub fn latency(&self, node: NodeId) -> u64 {
        let placed = self.placed(node);
        let own = match &self.node(node).operation {
            // All phases take as many turns.
            Operation::Block(spec) => match placed.member {
                Some(member) => {
                    let phases = self.groups()[member.group].phases().len() as u64;
                    (spec.as_block().timing().latency() - 1) * phases + 1
                }
                None => spec.as_block().timing().latency(),
            },
            Operation::Input { .. } | Operation::Output { .. } => 0,
        };
        let waits = placed.turn.map(|_| slots(self.node(node)).timing().latency());
        own + waits.unwrap_or(0)
    }
}
