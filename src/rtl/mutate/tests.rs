//! Every mutant of random hardware is valid and differs; the grader sees faults, and says when it cannot.

use crate::rtl::module::Module;
use crate::rtl::simulate::Simulator;
use crate::rtl::{Bits, ModuleBuilder, ModuleId, Netlist, random, validate};

use super::{Channel, Edit, Mutant, Outcome, Trace, classes, grade, mutants, sample};

/// Counts to five, one a beat; a beat shows the count.
fn counter() -> (Netlist, ModuleId) {
    let m = ModuleBuilder::new("counter", ["Counts to five."]);
    let step = m.input("s_tvalid", 1);
    let ready = m.input("m_tready", 1);
    let count = m.register("count", 3).reset(0);
    let value = count.value();
    let moves = step & ready;
    let wraps = value.equal(m.constant(3, 4));
    let next = wraps.mux(m.constant(3, 0), value + m.constant(3, 1));
    count.enable(moves).next(next);
    m.output("s_tready", ready);
    m.output("m_tvalid", step);
    m.output("m_tdata", value);
    let mut netlist = Netlist::new();
    let top = netlist.add(m.finish());
    (netlist, top)
}

fn channels() -> Vec<Channel> {
    vec![Channel::new("s", &[]), Channel::new("m", &["tdata"])]
}

/// The counter's bench: of four edges two pass a beat, one has no offer and one is not taken. It runs `steps`
/// edges, twice, with a reset before each.
fn trace(netlist: &Netlist, top: ModuleId, steps: usize) -> Trace {
    let design = validate(netlist, top).unwrap();
    let mut simulator = Simulator::new(design);
    simulator.record();
    let inputs = ["s_tvalid", "m_tready"].map(|name| simulator.input(name).unwrap());
    for _ in 0..2 {
        simulator.reset();
        for step in 0..steps {
            let values = [step % 4 != 1, step % 4 != 2];
            for (port, value) in inputs.iter().zip(values) {
                simulator.set(*port, &Bits::from_u64(1, value.into()));
            }
            simulator.clock();
        }
    }
    Trace::new(design, channels(), simulator.recorded(), 0).unwrap()
}

fn survivors(steps: usize) -> Vec<String> {
    let (netlist, top) = counter();
    let mutants = mutants(validate(&netlist, top).unwrap());
    let outcomes = grade(&netlist, top, &mutants, &[trace(&netlist, top, steps)]);
    let survived = mutants.iter().zip(outcomes).filter(|(_, one)| *one == Outcome::Survived);
    survived.map(|(mutant, _)| mutant.describe(&netlist)).collect()
}

#[test]
fn every_mutant_is_valid_and_another_module() {
    for seed in 0..60 {
        let mut netlist = Netlist::new();
        let mut rng = fastrand::Rng::with_seed(seed);
        let top = random::module(&mut netlist, &mut rng, "random", &[]);
        let all = mutants(validate(&netlist, top).unwrap());
        for mutant in sample(all, 200, seed) {
            let told = mutant.describe(&netlist);
            let changed = mutant.apply(&netlist);
            let violations = validate(&changed, top).err().unwrap_or_default();
            assert!(violations.is_empty(), "{told}: {violations:?}");
            let module = |netlist: &Netlist| -> Module { netlist.get(mutant.module).clone() };
            assert_ne!(module(&changed), module(&netlist), "{told}");
        }
    }
}

#[test]
fn faults_are_told_with_module_place_and_change() {
    let (netlist, top) = counter();
    let all = mutants(validate(&netlist, top).unwrap());
    let told: Vec<String> = all.iter().map(|mutant| mutant.describe(&netlist)).collect();
    for text in [
        "counter: `count == 3'h4` for `count` reads 3'h5 as operand 1",
        "counter: `count + 3'h1` for `count` becomes `count - 3'h1`",
        "counter: `count` is not reset",
        "counter: bit 2 of `count` stuck at 1",
    ] {
        assert!(told.iter().any(|one| one == text), "{text} is not in {told:#?}");
    }
    for class in classes() {
        let found = all.iter().any(|mutant| mutant.class == class.name);
        assert_eq!(found, class.name != "memories", "{}", class.name);
    }
}

#[test]
fn long_runs_kill_what_short_ones_cannot_see() {
    assert_eq!(survivors(22), Vec::<String>::new());
    let survived = survivors(7);
    assert!(survived.iter().any(|told| told.contains("3'h5")), "{survived:#?}");
    let (netlist, top) = counter();
    let all = mutants(validate(&netlist, top).unwrap());
    let outcomes = grade(&netlist, top, &all, &[]);
    assert!(outcomes.iter().all(|outcome| *outcome == Outcome::Survived));
}

#[test]
fn samples_are_drawn_by_their_seed() {
    let (netlist, top) = counter();
    let all = mutants(validate(&netlist, top).unwrap());
    let drawn = |seed| sample(all.clone(), 10, seed);
    assert_eq!(drawn(1), drawn(1));
    assert_ne!(drawn(1), drawn(2));
    assert_eq!(drawn(1).len(), 10);
    assert_eq!(sample(all.clone(), 10_000, 1), all);
}

#[test]
fn an_edit_of_a_reset_is_seen_only_after_a_second_one() {
    let (netlist, top) = counter();
    let edit = Edit::Reset { register: 0, value: None };
    let mutant = Mutant { module: top, class: "registers", edit };
    let trace = trace(&netlist, top, 6);
    let Outcome::Killed(kill) = grade(&netlist, top, &[mutant], &[trace])[0] else {
        panic!("it survives")
    };
    assert_eq!(kill.edge, 8);
}

/// Of a memory with contents every bit is a fault, of a table none.
#[test]
fn no_mutants_are_made_of_tables() {
    let module = |is_table: bool| {
        let m = ModuleBuilder::new("lookup", ["Four words."]);
        let address = m.input("address", 2);
        let words = vec![Bits::from_u64(5, 9); 4];
        let memory = match is_table {
            true => m.table("words", 5, words),
            false => m.memory("words", 5, 4, words),
        };
        m.output("y", m.read_port(memory, "word", address, m.constant(1, 1)));
        m.finish()
    };
    let contents = |module: &Module| {
        let edits = super::memories::edits(module).into_iter();
        edits.filter(|edit| matches!(edit, Edit::Contents { .. })).count()
    };
    assert_eq!((contents(&module(false)), contents(&module(true))), (20, 0));
}
