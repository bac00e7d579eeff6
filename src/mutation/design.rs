//! Mutants of a whole design, against its testbench.

use crate::blocks::Beat;
use crate::compile::{Compiled, Reference};
use crate::cosim::{CosimError, Pacing};
use crate::rtl::mutate::Trace;

use super::bench::{Plan, grades};
use super::grades::Grades;

/// Grades the testbench of a design: `beats` at full speed and held back at random, compared as
/// `cimgen sim` compares them in the embedded simulator.
pub fn design(compiled: &Compiled, beats: Vec<Beat>, plan: Plan<'_>) -> Result<Grades, CosimError> {
    let reference = Reference::new(compiled, beats)?;
    let paced = Pacing::Random { seed: (plan.seed as u32).max(1) };
    let traces = [Pacing::Full, paced].map(|pacing| reference.record(compiled, pacing));
    let traces = traces.into_iter().collect::<Result<Vec<Trace>, _>>()?;
    Ok(grades(compiled.validated()?, &traces, plan))
}
