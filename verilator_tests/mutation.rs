//! What no bench finds is the same hardware, as Yosys shows; and what a bench finds never is.

use std::path::Path;
use std::thread;

use cimgen::blocks::BlockSpec;
use cimgen::blocks::contract::traces;
use cimgen::compile::{Effort, Stimuli, compile};
use cimgen::cosim::SEED;
use cimgen::design::Design;
use cimgen::mutation::{Plan, Prover, block, design, prove};
use cimgen::network::{Part, labelled};
use cimgen::rtl::mutate::{Mutant, Outcome, grade, mutants, sample};
use cimgen::rtl::passes::optimize;
use cimgen::rtl::{Netlist, validate};
use cimgen::tool::{YOSYS, or_skip};

/// Mutants of each example; `cimgen mutate` tries more.
const LIMIT: usize = 5;

/// Mutants of each kind whose proofs must fail.
const KILLED: usize = 6;

#[test]
fn contract_benches_kill_what_is_not_equivalent() {
    let test = "contract_benches_kill_what_is_not_equivalent";
    let Some(tool) = or_skip(&YOSYS, test) else { return };
    let plan = Plan { limit: LIMIT, seed: 1, prover: Some(Prover { yosys: &tool, seconds: 20 }) };
    let (first, second) = BlockSpec::KINDS.split_at(BlockSpec::KINDS.len() / 2);
    thread::scope(|scope| {
        for half in [first, second] {
            scope.spawn(move || {
                for kind in half {
                    let grades = block(kind, plan).unwrap();
                    let rate = grades.total().rate();
                    assert!(rate.is_some_and(|rate| rate >= 0.99), "{}", grades.text());
                }
            });
        }
    });
}

#[test]
fn what_a_build_compares_kills_what_is_not_equivalent() {
    let test = "what_a_build_compares_kills_what_is_not_equivalent";
    let Some(tool) = or_skip(&YOSYS, test) else { return };
    let compiled = compile(Design::read(Path::new("designs/digits_mlp.yaml")).unwrap()).unwrap();
    let plan = Plan { limit: 100, seed: 2, prover: Some(Prover { yosys: &tool, seconds: 20 }) };
    let effort = Effort::default();
    let (samples, _) = labelled(&compiled.design, Part::Test).unwrap().unwrap();
    let stimuli = Stimuli::new(&compiled, &effort, SEED, &samples.codes).unwrap();
    let grades = design(&compiled, stimuli.beats, &effort, plan).unwrap();
    assert!(grades.total().rate().is_some_and(|rate| rate >= 0.99), "{}", grades.text());
}

#[test]
fn what_is_killed_is_never_proved_equivalent() {
    let test = "what_is_killed_is_never_proved_equivalent";
    let Some(tool) = or_skip(&YOSYS, test) else { return };
    let prover = Prover { yosys: &tool, seconds: 3 };
    for kind in BlockSpec::KINDS {
        let spec = BlockSpec::examples().into_iter().find(|spec| spec.kind() == kind.name).unwrap();
        let mut netlist = Netlist::new();
        let top = spec.as_block().rtl(&mut netlist);
        optimize(&mut netlist);
        let traces = traces(&spec, (&netlist, top)).unwrap();
        let mutants = sample(mutants(validate(&netlist, top).unwrap()), 40, 1);
        let outcomes = grade(&netlist, top, &mutants, &traces);
        let pairs = mutants.into_iter().zip(outcomes);
        let killed = pairs.filter(|(_, outcome)| *outcome != Outcome::Survived);
        let killed: Vec<Mutant> = killed.map(|(mutant, _)| mutant).take(KILLED).collect();
        assert_eq!(killed.len(), KILLED, "{}", kind.name);
        for (mutant, proof) in killed.iter().zip(prove(Some(prover), &netlist, top, &killed)) {
            assert_eq!(proof, None, "{}", mutant.describe(&netlist));
        }
    }
}
