//! Every block's contract bench finds faults, and finds fewer without its vectors.

use crate::blocks::BlockSpec;
use crate::blocks::contract::traces;
use crate::compile::hardware_of;
use crate::rtl::mutate::{Mutant, Outcome, grade, mutants, sample};
use crate::rtl::passes::optimize;
use crate::rtl::{ModuleId, Netlist, validate};

use super::{Plan, block};

/// Mutants of each example.
const LIMIT: usize = 5;

#[test]
fn contract_benches_kill_mutants() {
    let plan = Plan { limit: LIMIT, seed: 1, prover: None };
    for kind in BlockSpec::KINDS {
        let grades = block(kind, plan).unwrap();
        let total = grades.total();
        assert!(total.mutants >= LIMIT, "{}", grades.text());
        // Without a solver most equivalent mutants count as missed; requantizers have most.
        assert!(total.killed * 2 >= total.mutants, "{}", grades.text());
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

/// Cells of rows that are seldom written too.
#[test]
fn every_cell_that_is_stuck_is_killed() {
    let (spec, netlist, top) = BlockSpec::examples()
        .into_iter()
        .filter(|spec| matches!(spec, BlockSpec::CimArray(own) if own.writable()))
        .map(|spec| {
            let (netlist, top) = hardware_of(&spec);
            (spec, netlist, top)
        })
        .max_by_key(|(spec, ..)| spec.as_block().interface().inputs[0].beat.width())
        .unwrap();
    let traces = traces(&spec, (&netlist, top)).unwrap();
    let cells =
        |one: &Mutant| one.class == "stuck" && one.describe(&netlist).contains(" of `cells_");
    let all = mutants(validate(&netlist, top).unwrap());
    let cells: Vec<Mutant> = all.into_iter().filter(cells).collect();
    assert!(cells.len() > 50, "{}", cells.len());
    let outcomes = grade(&netlist, top, &cells, &traces);
    let missed: Vec<String> = (cells.iter().zip(outcomes))
        .filter(|(_, outcome)| *outcome == Outcome::Survived)
        .map(|(one, _)| one.describe(&netlist))
        .collect();
    assert!(missed.is_empty(), "{missed:?}");
}
