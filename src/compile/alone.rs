//! The blocks of a design, each by itself.
//!
//! What the weights of a design never let a block see, its own bench does: corners of its formats, and streams
//! that are held back in all ways.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::blocks::BlockSpec;
use crate::blocks::contract::tried;
use crate::dataflow::Graph;
use crate::diag::Bug;
use crate::rtl::passes::optimize;
use crate::rtl::{ModuleId, Netlist};

/// What was tried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Alone {
    /// Blocks of different parameters.
    pub blocks: usize,
    /// Beats that they gave, each equal to the golden model's.
    pub beats: usize,
}

/// The blocks of a graph by their modules' names; operations that share hardware are one.
pub fn blocks_of(graph: &Graph) -> BTreeMap<String, BlockSpec> {
    let own = graph.nodes().filter(|(id, _)| graph.binding(*id).is_none());
    let own = own.filter_map(|(_, node)| node.block().cloned());
    let shared = graph.resources().iter().map(|resource| resource.bank.clone().into());
    own.chain(shared).map(|spec| (spec.as_block().module_name(), spec)).collect()
}

/// A block's hardware by itself, as a design has it.
pub fn hardware_of(spec: &BlockSpec) -> (Netlist, ModuleId) {
    let mut netlist = Netlist::new();
    let top = spec.as_block().rtl(&mut netlist);
    optimize(&mut netlist);
    (netlist, top)
}

/// Tries every block of a graph in the bench of its contract.
pub(super) fn alone(graph: &Graph) -> Result<Alone, Bug> {
    let mut all = Alone::default();
    for (name, spec) in blocks_of(graph) {
        let (netlist, top) = hardware_of(&spec);
        let beats = tried(&spec, (&netlist, top)).map_err(|run| {
            Bug::new(format!("block `{name}` differs from its golden model in run {run}"))
        })?;
        all = Alone { blocks: all.blocks + 1, beats: all.beats + beats };
    }
    Ok(all)
}
