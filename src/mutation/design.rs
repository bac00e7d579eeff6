//! Mutants of a whole design, against the vectors that `cimgen sim` compares.

use crate::compile::{Compiled, Reference};
use crate::cosim::{CosimError, Pacing, stimulus};
use crate::diag::Bug;
use crate::network::{Part, labelled};
use crate::rtl::mutate::{Trace, grade, mutants, sample};

use super::grades::Grades;

/// Grades the testbench of a design on at most `limit` mutants: `samples` samples at full speed and held
/// back at random, as `cimgen sim` runs them.
pub fn design(
    compiled: &Compiled,
    samples: usize,
    limit: usize,
    seed: u64,
) -> Result<Grades, CosimError> {
    let mut beats = stimulus(&compiled.input(), samples * compiled.beats_per_sample(), seed);
    let test = labelled(&compiled.design, Part::Test).map_err(|_| Bug::new("no test samples"));
    beats.extend(test?.iter().flat_map(|(samples, _)| compiled.beats(&samples.codes)));
    let reference = Reference::new(compiled, beats)?;
    let paced = Pacing::Random { seed: (seed as u32).max(1) };
    let traces = [Pacing::Full, paced].map(|pacing| reference.trace(compiled, pacing));
    let traces = traces.into_iter().collect::<Result<Vec<Trace>, _>>()?;
    let design = compiled.validated()?;
    let all = mutants(design);
    let sites = all.len();
    let drawn = sample(all, limit, seed);
    let outcomes = grade(design.netlist(), design.top_id(), &drawn, &traces);
    let graded = drawn.into_iter().zip(outcomes).map(|(mutant, outcome)| (mutant, outcome, None));
    Ok(Grades::new(&design.top().name, design.netlist(), sites, seed, graded))
}
