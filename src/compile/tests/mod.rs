//! The scoreboard can fail: hardware with a changed gate is caught, and its node is named.

mod effort;
mod events;
mod fields;
mod graph;

use std::fs;
use std::path::Path;

use crate::cosim::{CosimResult, Embedded, Pacing, Signal, locate, stimulus};
use crate::dataflow::Evaluator;
use crate::design::Design;
use crate::design::codes::{IDLE_ARRAYS, SPARES};
use crate::rtl::{Expr, Module, Op, ValidNetlist};

use super::{CompileError, Compiled, Reference, compile};

fn digits() -> Compiled {
    compile(Design::read(Path::new("designs/digits_mlp.yaml")).unwrap()).unwrap()
}

/// Compares the hardware as it is with the golden models, at full speed.
fn check(compiled: &Compiled) -> CosimResult {
    check_paced(compiled, Pacing::Full)
}

fn check_paced(compiled: &Compiled, pacing: Pacing) -> CosimResult {
    let reference = Reference::new(compiled, stimulus(&compiled.input(), 40, 2)).unwrap();
    let mut embedded = Embedded::new(compiled.validated().unwrap()).unwrap();
    reference.check(compiled, &mut embedded, pacing, Some(2)).unwrap().0
}

/// Changes the first gate of the module whose comment holds `told` that `change` wants to.
fn mutate(compiled: &mut Compiled, told: &str, mut change: impl FnMut(&Expr) -> Option<Op>) {
    let (mut netlist, top) = compiled.hardware.clone().into_parts();
    let told = |module: &Module| module.comment.iter().any(|line| line.contains(told));
    let module = netlist.modules().find(|(_, module)| told(module)).unwrap().0;
    let exprs = &mut netlist.get_mut(module).exprs;
    let (gate, op) = exprs.iter_mut().find_map(|gate| change(gate).map(|op| (gate, op))).unwrap();
    gate.op = op;
    compiled.hardware = ValidNetlist::new(netlist, top).unwrap();
}

#[test]
fn hardware_as_generated_passes() {
    let result = check(&digits());
    assert!(result.passed() && !result.paced, "{result:?}");
}

#[test]
fn a_wrong_value_is_traced_to_its_node() {
    traced(digits());
    // The same behind loads, which give nothing.
    traced(compile(Design::read(Path::new("designs/digits_ram.yaml")).unwrap()).unwrap());
}

/// 520 beats make runs of 33; whichever is wrong is found, and told by its number among all.
#[test]
fn long_references_are_checked_in_many_runs() {
    let compiled = digits();
    let mut reference = Reference::new(&compiled, stimulus(&compiled.input(), 520, 2)).unwrap();
    let mut embedded = Embedded::new(compiled.validated().unwrap()).unwrap();
    let paced = Pacing::Random { seed: 3 };
    for pacing in [Pacing::Full, paced] {
        let (one, given) = reference.check(&compiled, &mut embedded, pacing, None).unwrap();
        let (runs, same) = reference.check_in_runs(&compiled, &mut embedded, pacing, None).unwrap();
        assert!(one.passed() && runs.passed(), "{one:?} {runs:?}");
        assert_eq!((one.runs, runs.runs), (None, Some(16)));
        assert_eq!((one.beats, one.values, given), (runs.beats, runs.values, same));
        assert!(runs.last_cycle < one.last_cycle);
    }
    for beat in [0, 33, 200, 519] {
        let right = reference.results[beat].clone();
        reference.results[beat][0] += 1;
        let found = reference.check_in_runs(&compiled, &mut embedded, paced, None).unwrap().0;
        let mismatch = found.mismatch.unwrap();
        assert_eq!((mismatch.beat, mismatch.run), (beat, Some(beat / 33)));
        reference.results[beat] = right;
    }
}

#[test]
fn a_wrong_value_in_one_of_many_runs_is_traced_to_its_node() {
    let mut compiled = digits();
    mutate(&mut compiled, " fc2_requantize: ", |gate| match gate.op {
        Op::Add(a, b) if gate.width > 1 => Some(Op::Sub(a, b)),
        _ => None,
    });
    let reference = Reference::new(&compiled, stimulus(&compiled.input(), 520, 2)).unwrap();
    let mut embedded = Embedded::new(compiled.validated().unwrap()).unwrap();
    let checked = reference.check_in_runs(&compiled, &mut embedded, Pacing::Full, None);
    let (result, _) = checked.unwrap();
    assert!(result.mismatch.unwrap().run.is_some());
    assert_eq!(result.divergence.unwrap().node, "fc2_requantize");
}

fn traced(mut compiled: Compiled) {
    mutate(&mut compiled, " fc2_requantize: ", |gate| match gate.op {
        Op::Add(a, b) if gate.width > 1 => Some(Op::Sub(a, b)),
        _ => None,
    });
    let result = check(&compiled);
    let found = result.divergence.clone().unwrap();
    assert_eq!(found.node, "fc2_requantize", "{found:?}");
    assert!(found.lane.is_some() && found.bit.is_some() && !result.passed());
}

/// Every stream of every node carries what its models say: with shared arrays, loads, images, and held back.
#[test]
fn hardware_as_generated_departs_nowhere() {
    for (design, change) in [
        ("digits_mlp_shared", ("", "")),
        ("digits_ram", ("", "")),
        ("digits_ram", ("storage: ram", "count: 2, storage: ram")),
        ("digits_cnn", ("", "")),
        ("digits_cnn", ("storage: rom", "count: 3, storage: ram")),
        ("digits_collab", ("", "")),
        (
            "digits_ram",
            ("exact", "{ sar: { bits: 4, range: clip, network: { ring: { arrays: 3 } } } }"),
        ),
        ("digits_cnn", ("exact", "{ sar: { bits: 5, network: pair, form: structural } }")),
        ("digits_mlp", ("exact", "{ asymmetric: { bits: 4, range: calibrated } }")),
    ] {
        let text = fs::read_to_string(format!("designs/{design}.yaml")).unwrap();
        let text = text.replace(change.0, change.1);
        let compiled = compile(Design::from_yaml(text, "d.yaml", "designs").unwrap()).unwrap();
        let samples = stimulus(&compiled.input(), 8 * compiled.beats_per_sample(), 2);
        let reference = Reference::of_beats(&compiled, compiled.exercise(samples, 2)).unwrap();
        let netlist = compiled.validated().unwrap();
        for pacing in [Pacing::Full, Pacing::Random { seed: 3 }] {
            let mut embedded = Embedded::new(netlist).unwrap();
            let design = (netlist, &compiled.graph);
            let run = reference.run(pacing);
            let golden = Evaluator::new(&compiled.graph).unwrap();
            let found = locate(design, golden, &reference.beats, run, &mut embedded).unwrap();
            assert_eq!(found, None);
        }
    }
}

#[test]
fn a_wrong_cycle_is_caught() {
    let mut compiled = digits();
    // `accept_ready`, the third of the sequencer's ors: a tile that takes the next beat only after it
    // has finished this one. Every value is right, and late.
    let mut ors = 0;
    mutate(&mut compiled, "Sequencer", |gate| match gate.op {
        Op::Or(idle, _) if gate.width == 1 => {
            ors += 1;
            (ors == 3).then_some(Op::Or(idle, idle))
        }
        _ => None,
    });
    for pacing in [Pacing::Full, Pacing::Random { seed: 3 }] {
        let result = check_paced(&compiled, pacing);
        let found = result.mismatch.unwrap();
        assert!(found.lane.is_none() && found.what.contains("cycle"), "{found:?}");
        let begins = result.divergence.unwrap();
        assert_eq!((begins.kind.as_str(), begins.signal), ("cim_array", Signal::Tready));
        assert_eq!((begins.expected, begins.observed), (Some(1), Some(0)));
    }
}

#[test]
fn loads_that_do_not_wait_are_caught() {
    let design = || compile(Design::read(Path::new("designs/digits_ram.yaml")).unwrap()).unwrap();
    let check = |compiled: &Compiled| {
        let samples = stimulus(&compiled.input(), 40, 2);
        let reference = Reference::of_beats(compiled, compiled.exercise(samples, 2)).unwrap();
        let mut embedded = Embedded::new(compiled.validated().unwrap()).unwrap();
        reference.check(compiled, &mut embedded, Pacing::Full, Some(2)).unwrap().0
    };
    let mut compiled = design();
    assert!(check(&compiled).passed());
    // Whether any sample is in flight: never.
    mutate(&mut compiled, "Samples go on", |gate| match gate.op {
        Op::ReduceOr(flying) => Some(Op::ReduceAnd(flying)),
        _ => None,
    });
    assert!(!check(&compiled).passed());
}

#[test]
fn hanging_hardware_is_no_endless_run() {
    let mut compiled = digits();
    mutate(&mut compiled, " argmax: ", |gate| match gate.op {
        Op::Or(full, ready) if gate.width == 1 => Some(Op::And(full, ready)),
        _ => None,
    });
    let result = check(&compiled);
    assert!(!result.passed(), "{result:?}");
}

/// The digits on `count` arrays.
fn shared_digits(count: &str) -> Compiled {
    let text = fs::read_to_string("designs/digits_mlp_shared.yaml").unwrap();
    let text = text.replace("count: 2", &format!("count: {count}"));
    compile(Design::from_yaml(text, "d.yaml", "designs").unwrap()).unwrap()
}

#[test]
fn shared_arrays_give_the_same_in_fewer_cycles_than_one() {
    for (count, interval) in [("1", 20), ("2", 12), ("4", 8), ("5", 4)] {
        let compiled = shared_digits(count);
        assert_eq!(compiled.interval().unwrap(), interval);
        for pacing in [Pacing::Full, Pacing::Random { seed: 3 }] {
            let result = check_paced(&compiled, pacing);
            assert!(result.passed(), "{result:?}");
        }
    }
}

#[test]
fn arrays_without_products_are_told() {
    let compiled = shared_digits("6");
    let [warning] = &compiled.doubts[..] else { panic!("{:?}", compiled.doubts) };
    assert_eq!(warning.code, IDLE_ARRAYS);
    assert_eq!(warning.place.as_ref().unwrap().line_column().0, 16);
}

#[test]
fn spares_beyond_those_allowed_are_refused() {
    let text = fs::read_to_string("designs/digits_collab.yaml").unwrap();
    let with = |spares: usize| {
        let text = text.replace("network: cluster", &format!("network: cluster, spares: {spares}"));
        compile(Design::from_yaml(text, "d.yaml", "designs").unwrap())
    };
    // Five products on clusters of four.
    assert!(with(3).is_ok());
    let Err(CompileError::Design(found)) = with(2) else { panic!("two spares are not enough") };
    assert_eq!(found[0].code, SPARES);
    assert!(found[0].cause.contains("need 3 spare arrays"), "{}", found[0].cause);
    assert!(found[0].place.is_some());
}
