//! Hardware with what runs on it.

use std::sync::Arc;

use crate::blocks::fifo::Fifo;
use crate::blocks::{Block, BlockSpec, StreamType};

use crate::dataflow::graph::{Node, NodeId};

/// A piece of hardware, and the operations that it does. Its state, if it has any, is theirs together.
#[derive(Clone, Debug)]
pub struct Instance {
    /// Unique name; also that of its instance in the hardware.
    pub name: String,
    /// Entry of the `hardware` section; `None` for a block by itself.
    pub hardware: Option<String>,
    /// What does the work of several operations, one at a time; `None` where the only operation's own block does it.
    pub shared: Option<Arc<BlockSpec>>,
    /// What runs on it, in the order of flow.
    pub operations: Vec<NodeId>,
}

/// Results of one operation that may wait to be taken, where it takes turns. With two, an operation can go on while
/// its consumers wait for others on the same hardware.
pub const SLOTS: u32 = 2;

impl Instance {
    /// Name of the module with the hardware, who may start, and where results wait; `None` where nothing is shared.
    pub fn module_name(&self) -> Option<String> {
        Some(format!("shared_{}", self.block()?.module_name()))
    }

    /// The block that operations share.
    pub fn block(&self) -> Option<&dyn Block> {
        self.shared.as_deref().map(BlockSpec::as_block)
    }

    /// Which operation goes first: the one furthest down the flow, so that what was begun is finished.
    pub fn priority(&self) -> impl Iterator<Item = usize> + use<> {
        (0..self.operations.len()).rev()
    }
}

/// Where the results of an operation wait that takes turns.
pub fn slots(operation: &Node) -> Fifo {
    let beat = operation.interface().outputs.pop().map(|stream| stream.beat);
    let field = beat.and_then(|beat| beat.fields.into_iter().next());
    let beat = field.map(|field| StreamType::lanes_of(field.lanes, field.format));
    Fifo { beat: beat.unwrap_or(StreamType { fields: vec![] }), depth: SLOTS }
}
