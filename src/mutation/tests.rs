//! Every block's contract bench finds the faults, and what it does not find is the same hardware.

use crate::blocks::contract::traces;
use crate::blocks::{BlockKind, BlockSpec};
use crate::rtl::mutate::{Mutant, Outcome, grade, mutants, sample};
use crate::rtl::passes::optimize;
use crate::rtl::{ModuleId, Netlist, validate};
use crate::tool::{YOSYS, or_skip};

use super::{Grades, Plan, Prover, block, prove};

/// Mutants of each example.
const LIMIT: usize = 5;

fn graded(prover: Option<Prover<'_>>) -> Vec<Grades> {
    let plan = Plan { limit: LIMIT, seed: 1, prover };
    let grade = |kind: &BlockKind| block(kind, plan).unwrap();
    BlockSpec::KINDS.iter().map(grade).collect()
}

#[test]
fn contract_benches_kill_mutants() {
    for grades in graded(None) {
        let total = grades.total();
        assert!(total.mutants >= LIMIT, "{}", grades.text());
        // Without a solver most equivalent mutants count as missed; requantizers have most.
        assert!(total.killed * 2 >= total.mutants, "{}", grades.text());
    }
}

#[test]
fn contract_benches_kill_what_is_not_equivalent() {
    let Some(tool) = or_skip(&YOSYS, "contract_benches_kill_what_is_not_equivalent") else {
        return;
    };
    for grades in graded(Some(Prover { yosys: &tool, seconds: 20 })) {
        assert!(grades.total().rate().is_some_and(|rate| rate >= 0.99), "{}", grades.text());
    }
}

/// The first example of a kind after the passes, and some of its mutants.
fn example(kind: &str) -> (BlockSpec, Netlist, ModuleId, Vec<Mutant>) {
    let spec = BlockSpec::examples().into_iter().find(|spec| spec.kind() == kind).unwrap();
    let mut netlist = Netlist::new();
    let top = spec.as_block().rtl(&mut netlist);
    optimize(&mut netlist);
    let mutants = sample(mutants(validate(&netlist, top).unwrap()), 60, 1);
    (spec, netlist, top, mutants)
}

#[test]
fn with_vectors_removed_mutants_survive() {
    let (spec, netlist, top, mutants) = example("fifo");
    let mut traces = traces(&spec, (&netlist, top)).unwrap();
    let killed = |traces: &[_]| {
        let outcomes = grade(&netlist, top, &mutants, traces);
        outcomes.iter().filter(|outcome| **outcome != Outcome::Survived).count()
    };
    let all = killed(&traces);
    // Without the runs that are held back, faults of the handshake are not seen.
    traces.truncate(1);
    assert!(killed(&traces) < all && killed(&[]) == 0);
}

#[test]
fn what_is_killed_is_never_proved_equivalent() {
    let Some(tool) = or_skip(&YOSYS, "what_is_killed_is_never_proved_equivalent") else { return };
    let prover = Prover { yosys: &tool, seconds: 5 };
    for kind in BlockSpec::KINDS {
        let (spec, netlist, top, mutants) = example(kind.name);
        let traces = traces(&spec, (&netlist, top)).unwrap();
        let outcomes = grade(&netlist, top, &mutants, &traces);
        let pairs = mutants.into_iter().zip(outcomes);
        let killed = pairs.filter(|(_, outcome)| *outcome != Outcome::Survived);
        let killed: Vec<Mutant> = killed.map(|(mutant, _)| mutant).take(20).collect();
        assert!(killed.len() >= 20, "{}", kind.name);
        for (mutant, proof) in killed.iter().zip(prove(Some(prover), &netlist, top, &killed)) {
            assert_eq!(proof, None, "{}", mutant.describe(&netlist));
        }
    }
}
