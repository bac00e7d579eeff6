//! Mutants of a block, against the runs of the contract tests.

use crate::blocks::contract::traces;
use crate::blocks::{BlockKind, BlockSpec};
use crate::diag::Bug;
use crate::rtl::passes::optimize;
use crate::rtl::{Netlist, validate};

use super::bench::{Plan, grades};
use super::grades::Grades;

/// Grades the contract bench of one kind on the mutants of each of its examples, after the passes.
pub fn block(kind: &BlockKind, plan: Plan<'_>) -> Result<Grades, Bug> {
    let mut all = Grades::none(kind.name, plan.seed);
    for spec in BlockSpec::examples().iter().filter(|spec| spec.kind() == kind.name) {
        all.add(example(spec, plan)?);
    }
    Ok(all)
}

fn example(spec: &BlockSpec, plan: Plan<'_>) -> Result<Grades, Bug> {
    let mut netlist = Netlist::new();
    let top = spec.as_block().rtl(&mut netlist);
    optimize(&mut netlist);
    let bug = |what: &str| Bug::new(format!("block `{}` {what}", netlist.get(top).name));
    let design = validate(&netlist, top).map_err(|_| bug("is not valid after the passes"))?;
    let traces = traces(spec, (&netlist, top)).ok_or_else(|| bug("fails in its bench"))?;
    Ok(grades(design, &traces, plan, &()))
}
