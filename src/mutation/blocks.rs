//! Mutants of a block, against the runs of the contract tests.

use crate::blocks::contract::traces;
use crate::blocks::{BlockKind, BlockSpec};
use crate::diag::Bug;
use crate::rtl::mutate::{grade, mutants, sample};
use crate::rtl::passes::optimize;
use crate::rtl::{Netlist, validate};

use super::grades::Grades;

/// Grades the contract bench of one kind on at most `limit` mutants of each of its examples, after the
/// passes.
pub fn block(kind: &BlockKind, limit: usize, seed: u64) -> Result<Grades, Bug> {
    let mut grades = Grades::none(kind.name, seed);
    for spec in BlockSpec::examples().iter().filter(|spec| spec.kind() == kind.name) {
        grades.add(example(spec, limit, seed)?);
    }
    Ok(grades)
}

fn example(spec: &BlockSpec, limit: usize, seed: u64) -> Result<Grades, Bug> {
    let mut netlist = Netlist::new();
    let top = spec.as_block().rtl(&mut netlist);
    optimize(&mut netlist);
    let name = &netlist.get(top).name;
    let bug = |what: &str| Bug::new(format!("block `{name}` {what}"));
    let design = validate(&netlist, top).map_err(|_| bug("is not valid after the passes"))?;
    let traces = traces(spec, (&netlist, top)).ok_or_else(|| bug("fails in its bench"))?;
    let all = mutants(design);
    let sites = all.len();
    let drawn = sample(all, limit, seed);
    let outcomes = grade(&netlist, top, &drawn, &traces);
    let graded = drawn.into_iter().zip(outcomes).map(|(mutant, outcome)| (mutant, outcome, None));
    Ok(Grades::new(name, &netlist, sites, seed, graded))
}
