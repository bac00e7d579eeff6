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
use crate::parallel;
use crate::rtl::passes::optimize;
use crate::rtl::{ModuleId, Netlist};

/// What was tried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Alone {
    /// Blocks of different parameters, and siblings of them with contents at their ends.
    pub blocks: usize,
    /// Beats that they gave, each equal to the golden model's.
    pub beats: usize,
}

/// The blocks of a graph and their siblings by their modules' names; operations that share hardware are one.
pub fn blocks_of(graph: &Graph) -> BTreeMap<String, BlockSpec> {
    let own = graph.nodes().filter(|(id, _)| graph.binding(*id).is_none());
    let own = own.filter_map(|(_, node)| node.block().cloned());
    let shared = graph.resources().iter().map(|resource| resource.bank.clone().into());
    let all = own.chain(shared).flat_map(|spec| {
        let siblings = spec.siblings();
        std::iter::once(spec).chain(siblings)
    });
    all.map(|spec| (spec.as_block().module_name(), spec)).collect()
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
    let blocks: Vec<(String, BlockSpec)> = blocks_of(graph).into_iter().collect();
    let tried = parallel::map_counted("blocks", &blocks, |(name, spec)| {
        let (netlist, top) = hardware_of(spec);
        tried(spec, (&netlist, top)).map_err(|run| {
            Bug::new(format!("block `{name}` differs from its golden model in run {run}"))
        })
    });
    let beats = tried.into_iter().sum::<Result<usize, Bug>>()?;
    Ok(Alone { blocks: blocks.len(), beats })
}
