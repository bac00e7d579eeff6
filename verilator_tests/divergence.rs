//! What only one simulator shows is traced to the node and to the signal inside it. A simulator is made wrong
//! by giving it other hardware than it is compared with: for the comparison that is a mistake of the
//! Verilog, which the netlist does not have.

use std::path::Path;

use cimgen::compile::{Compiled, Reference, compile};
use cimgen::cosim::{CosimResult, Icarus, Inside, Pacing, Signal, Simulator, Verilator, stimulus};
use cimgen::design::Design;
use cimgen::elaborate::{Elaborated, elaborate};
use cimgen::rtl::passes::optimize;
use cimgen::rtl::{Op, Validated, validate};
use cimgen::tool::{ICARUS, VERILATOR, or_skip};

fn digits() -> Compiled {
    compile(Design::read(Path::new("designs/digits_mlp.yaml")).unwrap()).unwrap()
}

/// The hardware of the digits with a difference for a sum in the adder of `fc2`.
fn broken() -> Elaborated {
    let mut elaborated = elaborate(&digits().graph).unwrap();
    optimize(&mut elaborated.netlist);
    let told = |comment: &[String]| comment.iter().any(|line| line.contains(" fc2_sum_c0: "));
    let found = elaborated.netlist.modules().find(|(_, module)| told(&module.comment)).unwrap().0;
    let mut gates = elaborated.netlist.get_mut(found).exprs.iter_mut();
    let gate = gates.find(|gate| matches!(gate.op, Op::Add(..)) && gate.width > 1).unwrap();
    let Op::Add(a, b) = gate.op else { panic!("it is a sum") };
    gate.op = Op::Sub(a, b);
    elaborated
}

fn ticket(broken: &Elaborated) -> Validated<'_> {
    validate(&broken.netlist, broken.top).unwrap()
}

fn check(simulator: &mut dyn Simulator, pacing: Pacing) -> CosimResult {
    let compiled = digits();
    let reference = Reference::new(&compiled, stimulus(&compiled.input(), 20, 2)).unwrap();
    reference.check(&compiled, simulator, pacing, Some(2)).unwrap().0
}

fn is_traced(simulator: &mut dyn Simulator) {
    for pacing in [Pacing::Full, Pacing::Random { seed: 4 }] {
        let found = check(simulator, pacing).divergence.unwrap();
        println!("{:?}", found.inside);
        assert_eq!((found.node.as_str(), found.kind.as_str()), ("fc2_sum_c0", "adder_tree"));
        assert_eq!((found.signal, found.layer.as_deref()), (Signal::Tdata, Some("fc2")));
        let Some(Inside::Differs { signal, cycle, .. }) = found.inside else {
            panic!("{:?}", found.inside)
        };
        assert!(signal.starts_with("fc2_sum_c0.") && cycle <= found.cycle, "{signal}, {cycle}");
    }
}

#[test]
fn a_mistake_that_icarus_shows_is_traced() {
    if or_skip(&ICARUS, "a_mistake_that_icarus_shows_is_traced").is_some() {
        let broken = broken();
        is_traced(&mut Icarus::new(ticket(&broken)).unwrap());
    }
}

#[test]
fn a_mistake_that_verilator_shows_is_traced() {
    if or_skip(&VERILATOR, "a_mistake_that_verilator_shows_is_traced").is_some() {
        let broken = broken();
        is_traced(&mut Verilator::new(ticket(&broken), None).unwrap());
    }
}
