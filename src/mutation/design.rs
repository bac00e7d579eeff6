//! Mutants of a whole design, against its testbench and those of its blocks.

use crate::blocks::Beat;
use crate::compile::{Compiled, Effort, Reference, Tried, blocks_of, hardware_of};
use crate::cosim::{CosimError, Pacing};
use crate::dataflow::ByDefinition;
use crate::parallel;
use crate::rtl::mutate::{Mutant, Outcome, Trace, grade};
use crate::rtl::{ModuleId, Netlist, Validated};

use super::bench::{Beyond, Plan, grades};
use super::grades::Grades;
use super::hidden_faults::never_shows;
use super::lanes::Lanes;

/// A block by itself, and the runs of its bench.
struct Alone {
    netlist: Netlist,
    top: ModuleId,
    traces: Vec<Trace>,
}

/// What a design is made of.
struct Parts<'d> {
    design: Validated<'d>,
    blocks: Vec<Alone>,
    lanes: Lanes<'d>,
}

/// Grades what `cimgen build` with this effort and `cimgen sim` compare: `beats` at full speed and held back at random, in the
/// embedded simulator, with other weights too where these can be written, and for what does not find a mutant
/// each block by itself.
pub fn design(
    compiled: &Compiled,
    beats: Vec<Beat>,
    effort: &Effort,
    plan: Plan<'_>,
) -> Result<Grades, CosimError> {
    let loaded = compiled.commands().map(|_| compiled.exercise(beats.clone(), plan.seed));
    let loaded = loaded.map(|program| Reference::of_beats(compiled, program)).transpose()?;
    let mut traces = vec![];
    let reference = Reference::of_samples(compiled, beats, &ByDefinition::All, effort)?;
    for reference in [Some(reference), loaded].into_iter().flatten() {
        let paced = Pacing::Random { seed: (plan.seed as u32).max(1) };
        for pacing in [Pacing::Full, paced] {
            traces.push(reference.record(compiled, pacing)?);
        }
    }
    let blocks = blocks_of(&compiled.graph, effort);
    let blocks = parallel::map_counted("blocks", &blocks, |Tried { spec, extent, .. }| {
        let (netlist, top) = hardware_of(spec);
        let traces = extent.traces(spec, (&netlist, top))?;
        Some(Alone { netlist, top, traces })
    });
    let design = compiled.validated()?;
    let lanes = Lanes::of(&compiled.graph)?;
    let parts = Parts { design, blocks: blocks.into_iter().flatten().collect(), lanes };
    Ok(Grades { level: Some(effort.level), ..grades(design, &traces, plan, &parts) })
}

impl Beyond for Parts<'_> {
    fn outcome(&self, mutant: &Mutant) -> Option<Outcome> {
        let module = self.design.netlist().get(mutant.module);
        let mut outcomes =
            self.blocks.iter().filter_map(|block| block.outcome(mutant, &module.name));
        outcomes.find(|outcome| *outcome != Outcome::Survived)
    }

    fn equivalent(&self, mutant: &Mutant) -> Option<&'static str> {
        let same = mutant.module == self.design.top_id()
            && never_shows(&self.lanes, self.design.top(), &mutant.edit);
        same.then_some("no value that the lane can have shows it, one by one")
    }
}

impl Alone {
    /// What the block's bench makes of a mutant of the module called `name`, if the block has one like it.
    fn outcome(&self, mutant: &Mutant, name: &str) -> Option<Outcome> {
        let (module, _) = self.netlist.modules().find(|(_, module)| module.name == name)?;
        let own = Mutant { module, ..mutant.clone() };
        grade(&self.netlist, self.top, &[own], &self.traces).pop()
    }
}
