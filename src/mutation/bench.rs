//! One bench against a sample of mutants.

use crate::rtl::Validated;
use crate::rtl::mutate::{Mutant, Outcome, Trace, grade, mutants, sample};

use super::grades::Grades;
use super::prove::{Prover, prove};

/// How mutants are drawn, and what looks at survivors.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'t> {
    /// Most mutants of one netlist.
    pub limit: usize,
    /// Seed of the sample.
    pub seed: u64,
    /// Shows that survivors are equivalent; `None` leaves most of them unknown.
    pub prover: Option<Prover<'t>>,
}

/// Grades what `traces` are of; `then` looks at what they do not kill.
pub(super) fn grades(
    design: Validated<'_>,
    traces: &[Trace],
    plan: Plan<'_>,
    then: &dyn Fn(&Mutant) -> Option<Outcome>,
) -> Grades {
    let (netlist, top) = (design.netlist(), design.top_id());
    let all = mutants(design);
    let sites = all.len();
    let drawn = sample(all, plan.limit, plan.seed);
    let mut outcomes = grade(netlist, top, &drawn, traces);
    let survived = |outcome: &Outcome| *outcome == Outcome::Survived;
    for (mutant, outcome) in drawn.iter().zip(&mut outcomes).filter(|(_, one)| survived(one)) {
        *outcome = then(mutant).unwrap_or(Outcome::Survived);
    }
    let pairs = drawn.iter().zip(&outcomes).filter(|(_, outcome)| survived(outcome));
    let survivors: Vec<Mutant> = pairs.map(|(mutant, _)| mutant.clone()).collect();
    let mut proofs = prove(plan.prover, netlist, top, &survivors).into_iter();
    let graded = drawn.into_iter().zip(outcomes).map(|(mutant, outcome)| {
        let proof = if survived(&outcome) { proofs.next().flatten() } else { None };
        (mutant, outcome, proof)
    });
    Grades::new(&design.top().name, netlist, sites, plan.seed, graded)
}
