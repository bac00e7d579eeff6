//! What only one simulator shows is traced to the node and to the signal inside it. A simulator is made wrong
//! by giving it other hardware than it is compared with: for the comparison that is a mistake of the
//! Verilog, which the netlist does not have.

use std::path::Path;

use cimgen::compile::{Compiled, Reference, compile};
use cimgen::cosim::{CosimResult, Icarus, Inside, Pacing, Signal, Simulator, Verilator, stimulus};
use cimgen::design::Design;
use cimgen::rtl::Op;
use cimgen::tool::{ICARUS, VERILATOR, or_skip};

fn digits() -> Compiled {
    compile(Design::read(Path::new("designs/digits_mlp.yaml")).unwrap()).unwrap()
}

/// The digits with a difference for the second sum of the adder in `fc2`, and that sum's name.
fn broken() -> (Compiled, String) {
    let mut compiled = digits();
    let netlist = &mut compiled.elaborated.netlist;
    let told = |comment: &[String]| comment.iter().any(|line| line.contains(" fc2_sum_c0: "));
    let (id, _) = netlist.modules().find(|(_, module)| told(&module.comment)).unwrap();
    let module = netlist.get_mut(id);
    let sums = module.exprs.iter_mut().filter(|gate| matches!(gate.op, Op::Add(..)));
    let gate = sums.into_iter().nth(1).unwrap();
    let Op::Add(a, b) = gate.op else { unreachable!() };
    gate.op = Op::Sub(a, b);
    let name = module.name.clone();
    (compiled, name)
}

fn check(simulator: &mut dyn Simulator, pacing: Pacing) -> CosimResult {
    let compiled = digits();
    let reference = Reference::new(&compiled, stimulus(&compiled.input(), 20, 2)).unwrap();
    reference.check(&compiled, simulator, pacing, Some(2)).unwrap().0
}

fn is_traced(simulator: &mut dyn Simulator) {
    for pacing in [Pacing::Full, Pacing::Random { seed: 4 }] {
        let found = check(simulator, pacing).divergence.unwrap();
        println!("{found:#?}");
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
        let (broken, _) = broken();
        is_traced(&mut Icarus::new(broken.validated().unwrap()).unwrap());
    }
}

#[test]
fn a_mistake_that_verilator_shows_is_traced() {
    if or_skip(&VERILATOR, "a_mistake_that_verilator_shows_is_traced").is_some() {
        let (broken, _) = broken();
        is_traced(&mut Verilator::new(broken.validated().unwrap(), None).unwrap());
    }
}
