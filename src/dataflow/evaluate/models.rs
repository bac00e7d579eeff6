//! One golden model for each piece of hardware: what operations share has its state once, and they ask for their work
//! in the order of flow.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use crate::blocks::{Beat, Block, BlockSpec, Golden, OnHardware};
use crate::dataflow::graph::NodeId;
use crate::dataflow::placement::Turn;
use crate::dataflow::wired::Wired;
use crate::tech::Events;

/// Makes the model of a block.
pub(super) type Make<'m> = dyn FnMut(&dyn Block) -> Box<dyn Golden> + 'm;

/// The model of hardware that several operations ask for their work.
type SharedModel = Rc<RefCell<Box<dyn Golden>>>;

/// The models of a graph's shared hardware, as they come to be needed.
pub(super) struct Models<'g, 'm> {
    graph: &'g Wired,
    make: &'m mut Make<'m>,
    shared: Vec<Option<SharedModel>>,
}

impl<'g, 'm> Models<'g, 'm> {
    pub fn new(graph: &'g Wired, make: &'m mut Make<'m>) -> Self {
        Self { graph, make, shared: vec![None; graph.shared().len()] }
    }

    /// The model of a node; `None` for the design's ends.
    pub fn of(&mut self, node: NodeId) -> Option<Box<dyn Golden>> {
        let block = self.graph.node(node).block()?.as_block();
        let turn = self.graph.placed(node).turn;
        let shared = turn.and_then(|turn| {
            let block = self.graph.shared()[turn.instance].shared.as_ref()?;
            Some((turn, block))
        });
        let Some((turn, block)) = shared else { return Some((self.make)(block)) };
        let make = &mut self.make;
        let model = self.shared[turn.instance]
            .get_or_insert_with(|| Rc::new(RefCell::new(make(block.as_block()))));
        Some(Box::new(Taking { port: SharedPort::new(turn, block.clone()), model: model.clone() }))
    }
}

/// How an operation asks shared hardware for its work.
pub(super) struct SharedPort {
    turn: Turn,
    block: Arc<BlockSpec>,
}

impl SharedPort {
    pub fn new(turn: Turn, block: Arc<BlockSpec>) -> Self {
        Self { turn, block }
    }

    /// A beat of the operation as one of the shared hardware.
    pub fn command(&self, beat: &[i64]) -> Beat {
        let shared = self.block.as_block().on().and_then(OnHardware::shared);
        shared.map_or(vec![], |shared| shared.command(self.turn.operation, beat))
    }

    /// What comes out for it, as a beat of the operation.
    fn result(&self, beat: Beat) -> Beat {
        let shared = self.block.as_block().on().and_then(OnHardware::shared);
        shared.map_or(vec![], |shared| shared.result(self.turn.operation, beat))
    }
}

/// The model of an operation that takes turns.
struct Taking {
    port: SharedPort,
    model: SharedModel,
}

impl Golden for Taking {
    fn events(&mut self, inputs: &[Beat]) -> Events {
        let command = self.port.command(&inputs[0]);
        self.model.borrow_mut().events(&[command])
    }

    fn fire(&mut self, inputs: &[Beat]) -> Vec<Beat> {
        let command = self.port.command(&inputs[0]);
        let given = self.model.borrow_mut().fire(&[command]);
        given.into_iter().map(|beat| self.port.result(beat)).collect()
    }
}
