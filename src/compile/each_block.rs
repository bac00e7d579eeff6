//! The blocks of a design, each by itself.
//!
//! What the weights of a design never let a block see, its own bench does: corners of its formats, and streams
//! that are held back in all ways.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::blocks::BlockSpec;
use crate::blocks::contract::Extent;
use crate::dataflow::Wired;
use crate::diag::Bug;
use crate::parallel;
use crate::rtl::passes::optimize;
use crate::rtl::{ModuleId, Netlist};

use super::effort::Effort;

/// What was tried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Alone {
    /// Blocks of different parameters, and siblings of them with contents at their ends.
    pub blocks: usize,
    /// Those of them that were tried fully.
    pub fully: usize,
    /// Beats that they gave, each equal to the golden model's.
    pub beats: usize,
}

/// A block to be tried.
#[derive(Clone, Debug)]
pub struct Tried {
    /// Name of its module.
    pub module: String,
    /// What it is.
    pub spec: BlockSpec,
    /// How it is tried.
    pub extent: Extent,
}

/// The blocks of a graph and their siblings, by their modules' names; operations that share hardware are one.
pub fn blocks_of(graph: &Wired, effort: &Effort) -> Vec<Tried> {
    let own = graph.nodes().filter(|(id, _)| graph.placed(*id).turn.is_none());
    let own = own.filter_map(|(_, node)| node.block().cloned());
    let shared = graph.shared().iter().filter_map(|instance| instance.shared.as_deref().cloned());
    let named = |spec: BlockSpec| (spec.as_block().module_name(), spec);
    let own: BTreeMap<String, BlockSpec> = own.chain(shared).map(named).collect();
    let filled = own.values().flat_map(BlockSpec::siblings).map(named);
    let mut all: BTreeMap<String, (BlockSpec, bool)> =
        filled.map(|(module, spec)| (module, (spec, true))).collect();
    all.extend(own.into_iter().map(|(module, spec)| (module, (spec, false))));
    let mut shapes = BTreeSet::new();
    let tried = |(module, (spec, filled)): (String, (BlockSpec, bool))| {
        let first = !filled && shapes.insert(spec.as_block().shape());
        Tried { module, spec, extent: effort.extent(filled, first) }
    };
    all.into_iter().map(tried).collect()
}

/// A block's hardware by itself, as a design has it.
pub fn hardware_of(spec: &BlockSpec) -> (Netlist, ModuleId) {
    let mut netlist = Netlist::new();
    let top = spec.as_block().rtl(&mut netlist);
    optimize(&mut netlist);
    (netlist, top)
}

/// Tries every block of a graph in the bench of its contract.
pub(super) fn alone(graph: &Wired, effort: &Effort) -> Result<Alone, Bug> {
    let blocks = blocks_of(graph, effort);
    let tried = parallel::map_counted("blocks", &blocks, |Tried { module, spec, extent }| {
        let (netlist, top) = hardware_of(spec);
        extent.tried(spec, (&netlist, top)).map_err(|run| {
            Bug::new(format!("block `{module}` differs from its golden model in run {run}"))
        })
    });
    let beats = tried.into_iter().sum::<Result<usize, Bug>>()?;
    let fully = blocks.iter().filter(|block| block.extent == Extent::Full).count();
    Ok(Alone { blocks: blocks.len(), fully, beats })
}
