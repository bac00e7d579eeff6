//! Mutants of a whole design, against its testbench and those of its blocks.

use crate::blocks::Beat;
use crate::blocks::contract;
use crate::compile::{Compiled, Reference, blocks_of, hardware_of};
use crate::cosim::{CosimError, Pacing};
use crate::rtl::mutate::{Mutant, Outcome, Trace, grade};
use crate::rtl::{ModuleId, Netlist};

use super::bench::{Plan, grades};
use super::grades::Grades;

/// A block by itself, and the runs of its bench.
struct Alone {
    netlist: Netlist,
    top: ModuleId,
    traces: Vec<Trace>,
}

/// Grades what `cimgen build` compares: `beats` at full speed and held back at random, in the embedded simulator,
/// and for what these do not find each block by itself.
pub fn design(compiled: &Compiled, beats: Vec<Beat>, plan: Plan<'_>) -> Result<Grades, CosimError> {
    let reference = Reference::new(compiled, beats)?;
    let paced = Pacing::Random { seed: (plan.seed as u32).max(1) };
    let traces = [Pacing::Full, paced].map(|pacing| reference.record(compiled, pacing));
    let traces = traces.into_iter().collect::<Result<Vec<Trace>, _>>()?;
    let blocks = blocks_of(&compiled.graph).into_values().filter_map(|spec| {
        let (netlist, top) = hardware_of(&spec);
        let traces = contract::traces(&spec, (&netlist, top))?;
        Some(Alone { netlist, top, traces })
    });
    let blocks: Vec<Alone> = blocks.collect();
    let design = compiled.validated()?;
    let alone = |mutant: &Mutant| {
        let module = design.netlist().get(mutant.module);
        blocks.iter().find_map(|block| block.outcome(mutant, &module.name))
    };
    Ok(grades(design, &traces, plan, &alone))
}

impl Alone {
    /// What the block's bench makes of a mutant of the module called `name`, if the block has one like it.
    fn outcome(&self, mutant: &Mutant, name: &str) -> Option<Outcome> {
        let (module, _) = self.netlist.modules().find(|(_, module)| module.name == name)?;
        let own = Mutant { module, ..mutant.clone() };
        grade(&self.netlist, self.top, &[own], &self.traces).pop()
    }
}
