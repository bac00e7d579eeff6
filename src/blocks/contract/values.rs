//! Hardware and golden model give the same beats, however streams are paced; broken hardware does not.

use crate::blocks::{Beat, BlockSpec, Instructions};
use crate::rtl::{Expr, Module, ModuleId, Netlist, Op};

use super::bench::{self, Pacing};
use super::{elaborate, expected, firings, given};

/// One seed for all; failures print the block.
const SEED: u64 = 20;

#[test]
fn golden_equals_the_embedded_simulator() {
    for spec in BlockSpec::examples() {
        let interface = spec.as_block().interface();
        let firings = firings(spec.as_block(), SEED, 100);
        let (beats, lasts) = expected(&spec, &firings);
        let (netlist, top) = elaborate(&spec);
        let run = bench::run((&netlist, top), &interface, &firings, beats.len(), Pacing::Full);
        let run = run.unwrap_or_else(|| panic!("{spec:?} hangs"));
        assert_eq!(run.beats, beats, "{spec:?}");
        assert_eq!(run.lasts, lasts, "{spec:?}");
    }
}

#[test]
fn fast_models_equal_golden_ones() {
    for spec in BlockSpec::examples() {
        let firings = firings(spec.as_block(), SEED, 100);
        let expected = expected(&spec, &firings);
        for instructions in Instructions::available() {
            let Some(mut fast) = spec.as_block().fast(instructions) else { continue };
            let given = given(&mut *fast, &firings);
            assert_eq!(given, expected, "{spec:?} with {}", instructions.name());
        }
    }
}

#[test]
fn models_forget_when_they_say() {
    for spec in BlockSpec::examples() {
        let Some(firings_of_a_round) = spec.as_block().forgets_after() else { continue };
        let mut firings = firings(spec.as_block(), SEED, 100);
        firings.truncate(firings.len() / firings_of_a_round * firings_of_a_round);
        let rounds = firings.chunks(firings_of_a_round);
        let alone: Vec<Beat> = rounds.flat_map(|round| expected(&spec, round).0).collect();
        assert_eq!(alone, expected(&spec, &firings).0, "{spec:?}");
    }
}

#[test]
fn golden_results_are_codes_of_the_interface() {
    for spec in BlockSpec::examples() {
        let interface = spec.as_block().interface();
        let [stream] = &interface.outputs[..] else { panic!("{spec:?} has not one output") };
        let (beats, lasts) = expected(&spec, &firings(spec.as_block(), SEED, 100));
        assert_eq!(beats.len(), lasts.len(), "{spec:?}");
        assert!(!beats.is_empty(), "{spec:?} gives nothing");
        for beat in beats {
            assert_eq!(beat.len(), stream.beat.lanes(), "{spec:?}");
            let fits = stream.beat.formats().zip(&beat).all(|(format, x)| format.contains(*x));
            assert!(fits, "{spec:?} gives {beat:?}");
        }
    }
}

#[test]
fn back_pressure_changes_no_value() {
    for spec in BlockSpec::examples() {
        let interface = spec.as_block().interface();
        let firings = firings(spec.as_block(), SEED, 40);
        let (beats, lasts) = expected(&spec, &firings);
        let (netlist, top) = elaborate(&spec);
        for seed in 0..4 {
            let pacing = Pacing::Random(seed);
            let run = bench::run((&netlist, top), &interface, &firings, beats.len(), pacing);
            let run = run.unwrap_or_else(|| panic!("{spec:?} hangs at pacing seed {seed}"));
            assert_eq!(run.beats, beats, "{spec:?}, pacing seed {seed}");
            assert_eq!(run.lasts, lasts, "{spec:?}, pacing seed {seed}");
        }
    }
}

/// The gate beside this one, for gates that have one. One bit adds as it subtracts.
fn mutated(expr: &Expr) -> Option<Op> {
    Some(match expr.op.clone() {
        Op::Add(..) | Op::Sub(..) if expr.width == 1 => return None,
        Op::And(a, b) => Op::Or(a, b),
        Op::Or(a, b) => Op::And(a, b),
        Op::Add(a, b) => Op::Sub(a, b),
        Op::Sub(a, b) => Op::Add(a, b),
        Op::Mux { condition, then, otherwise } => {
            Op::Mux { condition, then: otherwise, otherwise: then }
        }
        _ => return None,
    })
}

/// Every place of the netlist that has a mutant.
fn places(netlist: &Netlist) -> Vec<(ModuleId, usize)> {
    let in_module = |(id, module): (ModuleId, &Module)| {
        let has_mutant = |index: &usize| mutated(&module.exprs[*index]).is_some();
        (0..module.exprs.len()).filter(has_mutant).map(|index| (id, index)).collect::<Vec<_>>()
    };
    netlist.modules().flat_map(in_module).collect()
}

#[test]
fn mutated_gates_are_caught() {
    for spec in BlockSpec::examples() {
        let interface = spec.as_block().interface();
        let firings = firings(spec.as_block(), SEED, 40);
        let (beats, lasts) = expected(&spec, &firings);
        let (netlist, top) = elaborate(&spec);
        let places = places(&netlist);
        let stride = places.len().div_ceil(20).max(1);
        let tried: Vec<_> = places.iter().step_by(stride).collect();
        let caught = tried.iter().filter(|(module, index)| {
            let mut broken = netlist.clone();
            let expr = &mut broken.get_mut(*module).exprs[*index];
            expr.op = mutated(expr).unwrap();
            [Pacing::Full, Pacing::Random(1)].into_iter().any(|pacing| {
                let outputs = beats.len();
                let run = bench::run((&broken, top), &interface, &firings, outputs, pacing);
                run.is_none_or(|run| run.beats != beats || run.lasts != lasts)
            })
        });
        let caught = caught.count();
        // Some mutants are equivalent: two operands that are never 1 together add as they or.
        assert!(caught * 2 >= tried.len(), "{spec:?}: {caught} of {} caught", tried.len());
    }
}
