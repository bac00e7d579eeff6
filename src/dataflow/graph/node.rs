//! Operations.

use petgraph::stable_graph::NodeIndex;

use crate::blocks::{BlockSpec, Interface, Stream, StreamType};

/// Handle of a node.
pub type NodeId = NodeIndex;

/// One operation.
#[derive(Clone, Debug)]
pub struct Node {
    /// Unique name; also that of its instance in the hardware.
    pub name: String,
    /// What it does.
    pub operation: Operation,
    /// Where in the design it comes from.
    pub origin: Origin,
}

/// What a node does.
#[derive(Clone, Debug)]
pub enum Operation {
    /// Gives the design's input beats.
    Input {
        /// What a beat holds.
        beat: StreamType,
    },
    /// Takes the design's output beats.
    Output {
        /// What a beat holds.
        beat: StreamType,
    },
    /// A block of the library.
    Block(Box<BlockSpec>),
}

/// What a node stands for in the design file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// Name of the layer.
    pub layer: Option<String>,
    /// Name of the array in the `hardware` section that the operation is bound to.
    pub hardware: Option<String>,
    /// Which part of the layer, in words.
    pub part: String,
    /// Row and column of a tile among those of its layer.
    pub place: Option<(usize, usize)>,
}

impl Origin {
    /// A part of a layer.
    pub fn part(layer: &str, part: impl Into<String>) -> Self {
        Self { layer: Some(layer.to_string()), part: part.into(), ..Self::default() }
    }

    /// One sentence for comments and drawings.
    pub fn sentence(&self) -> String {
        let layer = self.layer.iter().map(|layer| format!("layer `{layer}`"));
        let part = Some(self.part.clone()).filter(|part| !part.is_empty());
        let hardware = self.hardware.iter().map(|array| format!("on `{array}`"));
        layer.chain(part).chain(hardware).collect::<Vec<_>>().join(", ")
    }
}

impl Node {
    /// Its name, and where it comes from.
    pub fn described(&self) -> String {
        match self.origin.sentence() {
            origin if origin.is_empty() => self.name.clone(),
            origin => format!("{}: {origin}", self.name),
        }
    }

    /// Its block; `None` for the design's ends.
    pub fn block(&self) -> Option<&BlockSpec> {
        match &self.operation {
            Operation::Block(spec) => Some(spec),
            Operation::Input { .. } | Operation::Output { .. } => None,
        }
    }

    /// Its streams. The design's input has no inputs, its output no outputs.
    pub fn interface(&self) -> Interface {
        match &self.operation {
            Operation::Input { beat } => {
                let stream = Stream { name: "s_axis".into(), beat: beat.clone() };
                Interface { inputs: vec![], outputs: vec![stream] }
            }
            Operation::Output { beat } => {
                let stream = Stream { name: "m_axis".into(), beat: beat.clone() };
                Interface { inputs: vec![stream], outputs: vec![] }
            }
            Operation::Block(spec) => spec.as_block().interface(),
        }
    }
}
