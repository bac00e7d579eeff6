//! One bench against a sample of mutants.

use crate::progress;
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

/// What is known of mutants beyond runs of the whole and a solver.
pub(super) trait Beyond {
    /// How a mutant fares in other benches.
    fn outcome(&self, _mutant: &Mutant) -> Option<Outcome> {
        None
    }

    /// How a mutant is shown to be the same hardware.
    fn equivalent(&self, _mutant: &Mutant) -> Option<&'static str> {
        None
    }
}

/// Nothing.
impl Beyond for () {}

/// Grades what `traces` are of.
pub(super) fn grades(
    design: Validated<'_>,
    traces: &[Trace],
    plan: Plan<'_>,
    beyond: &dyn Beyond,
) -> Grades {
    let (netlist, top) = (design.netlist(), design.top_id());
    let all = mutants(design);
    let sites = all.len();
    let drawn = sample(all, plan.limit, plan.seed);
    let mut outcomes = grade(netlist, top, &drawn, traces);
    let survived = |outcome: &Outcome| *outcome == Outcome::Survived;
    let mut proofs = vec![None; drawn.len()];
    let looked_at =
        progress::count("survivors", outcomes.iter().filter(|one| survived(one)).count());
    let each = drawn.iter().zip(&mut outcomes).zip(&mut proofs);
    for ((mutant, outcome), proof) in each.filter(|((_, outcome), _)| survived(outcome)) {
        *outcome = beyond.outcome(mutant).unwrap_or(Outcome::Survived);
        *proof = beyond.equivalent(mutant).filter(|_| survived(outcome));
        looked_at.step();
    }
    drop(looked_at);
    let open: Vec<usize> =
        (0..drawn.len()).filter(|at| survived(&outcomes[*at]) && proofs[*at].is_none()).collect();
    let survivors: Vec<Mutant> = open.iter().map(|at| drawn[*at].clone()).collect();
    for (at, proof) in open.into_iter().zip(prove(plan.prover, netlist, top, &survivors)) {
        proofs[at] = proof;
    }
    let graded = drawn.into_iter().zip(outcomes).zip(proofs);
    let graded = graded.map(|((mutant, outcome), proof)| (mutant, outcome, proof));
    Grades::new(&design.top().name, netlist, sites, plan.seed, graded)
}
