//! Designs without registers, and names that tools might take for something else, in all simulators and in the
//! testbench that comes with a design.

use std::process::Command;
use std::time::Duration;

use cimgen::compile::{Compiled, Reference, compile, package};
use cimgen::cosim::{Embedded, Icarus, Pacing, Simulator, Verilator, stimulus};
use cimgen::design::Design;
use cimgen::emit::write;
use cimgen::tool::{ICARUS, VERILATOR, or_skip, run};

/// Words of C++, of Verilator's insides and of other languages, and marks that tools write names apart with.
const NAMES: [&str; 24] = [
    "TOP",
    "Vtop",
    "rootp",
    "vlSymsp",
    "namespace",
    "double",
    "operator",
    "template",
    "private_",
    "delete",
    "NULL_",
    "main",
    "std",
    "a__b",
    "a__DOT__b",
    "__PVT__c",
    "_",
    "__",
    "d_",
    "array",
    "signal",
    "randomize",
    "abs",
    "_unused",
];

/// A rectifier of each name, one after the other: no registers anywhere.
fn without_registers() -> Compiled {
    let from = std::iter::once("input").chain(NAMES);
    let node = |(name, from): (&str, &str)| {
        format!(
            "    - {{ name: '{name}', block: {{ relu: {{ lanes: 2, input: s4 }} }}, inputs: {{ x: '{from}' }} }}\n"
        )
    };
    let nodes: String = NAMES.into_iter().zip(from).map(node).collect();
    let text = format!(
        "version: 1\nname: comb\nclock_mhz: 100\ninput: {{ shape: [2], format: s4 }}\ngraph:\n  nodes:\n{nodes}  output: '{}'\n",
        NAMES[NAMES.len() - 1]
    );
    compile(Design::from_yaml(text, "design.yaml", "").unwrap()).unwrap()
}

fn agree(compiled: &Compiled, simulator: &mut dyn Simulator) {
    let reference =
        Reference::new(compiled, stimulus(&compiled.input(), 30 * compiled.beats_per_sample(), 1))
            .unwrap();
    for pacing in [Pacing::Full, Pacing::Random { seed: 3 }] {
        let (result, _) = reference.check(compiled, simulator, pacing, None).unwrap();
        assert!(result.passed(), "{result:?}");
    }
}

#[test]
fn designs_without_registers_run_in_icarus() {
    if or_skip(&ICARUS, "designs_without_registers_run_in_icarus").is_none() {
        return;
    }
    let compiled = without_registers();
    let design = compiled.validated().unwrap();
    agree(&compiled, &mut Embedded::new(design).unwrap());
    agree(&compiled, &mut Icarus::new(design).unwrap());
}

#[test]
fn designs_without_registers_run_in_verilator() {
    if or_skip(&VERILATOR, "designs_without_registers_run_in_verilator").is_none() {
        return;
    }
    let compiled = without_registers();
    agree(&compiled, &mut Verilator::brief(compiled.validated().unwrap()).unwrap());
}

/// As somebody without cimgen runs it.
#[test]
fn the_testbench_of_a_design_without_registers_passes() {
    let Some(tool) = or_skip(&ICARUS, "the_testbench_of_a_design_without_registers_passes") else {
        return;
    };
    let compiled = without_registers();
    let reference =
        Reference::new(&compiled, stimulus(&compiled.input(), 30 * compiled.beats_per_sample(), 1))
            .unwrap();
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("comb");
    write(&package(&compiled, &reference).unwrap(), &folder).unwrap();
    let mut command = Command::new(&tool.program);
    command.current_dir(&folder).args(["-g2005", "-Wall", "-s", "comb_tb", "-o", "tb.vvp"]);
    command.args(["-f", "filelist.f", "tb/comb_tb.v"]);
    assert_eq!(run(&mut command, Duration::from_secs(60)).unwrap().text, "");
    let mut command = Command::new("vvp");
    command.current_dir(&folder).args(["-n", "tb.vvp"]);
    let said = run(&mut command, Duration::from_secs(60)).unwrap().text;
    assert!(said.contains("PASS"), "{said}");
}
