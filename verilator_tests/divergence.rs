//! What only one simulator shows is traced to the node and to the signal inside it. A simulator is made wrong
//! by giving it other hardware than it is compared with: for the comparison that is a mistake of the
//! Verilog, which the netlist does not have.

use std::fs;
use std::path::Path;
use std::process::Command;

use cimgen::compile::{Compiled, Reference, compile};
use cimgen::cosim::{CosimResult, Icarus, Inside, Pacing, Signal, Simulator, Verilator, stimulus};
use cimgen::design::Design;
use cimgen::elaborate::{Elaborated, elaborate};
use cimgen::rtl::passes::optimize;
use cimgen::rtl::{Op, Validated, validate};
use cimgen::tool::{ICARUS, VERILATOR, or_skip};
use expect_test::expect;

fn digits() -> Compiled {
    compile(Design::read(Path::new("designs/digits_mlp.yaml")).unwrap()).unwrap()
}

/// The hardware of the digits with a difference for a sum in the requantizer of `fc2`.
fn broken() -> Elaborated {
    let mut elaborated = elaborate(&digits().graph).unwrap();
    optimize(&mut elaborated.netlist);
    let told = |comment: &[String]| comment.iter().any(|line| line.contains(" fc2_requantize: "));
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
        assert_eq!((found.node.as_str(), found.kind.as_str()), ("fc2_requantize", "requantize"));
        assert_eq!((found.signal, found.layer.as_deref()), (Signal::Tdata, Some("fc2")));
        let Some(Inside::Differs { signal, cycle, .. }) = found.inside else {
            panic!("{:?}", found.inside)
        };
        assert!(signal.starts_with("fc2_requantize.") && cycle <= found.cycle, "{signal}, {cycle}");
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
        is_traced(&mut Verilator::brief(ticket(&broken)).unwrap());
    }
}

/// An Icarus that reads other Verilog than was written: a sum in `fc2_requantize` is a difference.
#[cfg(unix)]
const WRONG_ICARUS: &str = r#"#!/bin/sh
for file in "$@"; do
    case "$file" in requantize_*) grep -q ' fc2_requantize: ' "$file" && sed -i 's/ + / - /' "$file" ;; esac
done
exec "$REAL_ICARUS" "$@"
"#;

#[cfg(unix)]
#[test]
fn sim_tells_what_only_icarus_shows_and_fails() {
    use std::os::unix::fs::PermissionsExt;
    let Some(icarus) = or_skip(&ICARUS, "sim_tells_what_only_icarus_shows_and_fails") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let (wrong, waves) = (folder.path().join("iverilog"), folder.path().join("waves.vcd"));
    fs::write(&wrong, WRONG_ICARUS).unwrap();
    fs::set_permissions(&wrong, fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_cimgen"));
    command.env("CIMGEN_IVERILOG", &wrong).env("REAL_ICARUS", &icarus.program);
    command.args(["sim", "designs/digits_mlp.yaml", "--simulator", "icarus", "--vectors", "20"]);
    let output = command.arg("--trace").arg(&waves).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    // The first run; the second is held back at random.
    let first = text.split("\nicarus:").next().unwrap();
    expect![[r#"
        icarus: FAILED at node `fc2_requantize`, cycle 12, lane 0, bit 1: is 472267, must be 995573, seed 1
          node     fc2_requantize (requantize): layer `fc2`, bias, requantization
          departs  beat 0 of `y` is wrong; all that comes to the node is right
          seen     at `m_axis`, beat 0, cycle 13: is 3, must be 0
          inside   `fc2_requantize.rounded_9` is the first signal unlike that of the embedded simulator:
                   cycle 11, bit 2: is 0x3fec4ae8, must be 0x3feb734c; the Verilog is not what the netlist says

                | x <- fc2_tile_r0_c0 | y
          cycle | v r l [0] [1] [2]   | v r l     [0]       [1]     [2]
              8 | 0 1 .   .   .   .   | 0 1 .       .         .       .
              9 | 0 1 .   .   .   .   | 0 1 .       .         .       .
             10 | 0 1 .   .   .   .   | 0 1 .       .         .       .
             11 | 1 1 1  15 -32   1   | 0 1 .       .         .       .
           > 12 | 0 1 .   .   .   .   | 1 1 1 *472267 *-1243635 *-37655
           must |                     |        995573  -2309197  163557
             13 | 0 1 .   .   .   .   | 0 1 .       .         .       .
             14 | 0 1 .   .   .   .   | 0 1 .       .         .       .
          v, r, l: tvalid, tready, tlast; [n]: lane n; *: differs; must: what must be"#]].assert_eq(first);
    let waves = fs::read_to_string(&waves).unwrap();
    assert!(waves.contains("$scope module fc2_requantize $end"), "waves without the node");
}
