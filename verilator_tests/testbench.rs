//! The emitted testbench by itself, as somebody without cimgen runs it.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use cimgen::tool::{Found, ICARUS, VERILATOR, or_skip, run};

const FOLDER: &str = "generated/digits_mlp";

/// Compiles the committed testbench with Icarus into `folder`.
fn compile_with_icarus(tool: &Found, folder: &Path) {
    let mut command = Command::new(&tool.program);
    command.current_dir(FOLDER).args(["-g2005", "-Wall", "-s", "digits_mlp_tb", "-o"]);
    command.arg(folder.join("tb.vvp")).args(["-f", "filelist.f", "tb/digits_mlp_tb.v"]);
    let outcome = run(&mut command, Duration::from_secs(300)).unwrap();
    assert_eq!(outcome.text, "", "the testbench is not clean");
}

fn verdict(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new("vvp");
    command.current_dir(FOLDER).arg("-n").arg(folder.join("tb.vvp")).args(arguments);
    run(&mut command, Duration::from_secs(300)).unwrap().text
}

#[test]
fn the_testbench_passes_and_fails_in_icarus() {
    let Some(tool) = or_skip(&ICARUS, "the_testbench_passes_and_fails_in_icarus") else { return };
    let folder = tempfile::tempdir().unwrap();
    compile_with_icarus(&tool, folder.path());
    assert!(verdict(folder.path(), &[]).contains("PASS 680 beats"));
    assert!(verdict(folder.path(), &["+pace=5"]).contains("PASS 680 beats"));

    for name in ["vectors_in.hex", "vectors_out.hex", "cycles.hex"] {
        fs::copy(format!("{FOLDER}/tb/{name}"), folder.path().join(name)).unwrap();
    }
    let vectors = format!("+vectors={}", folder.path().display());
    let broken = |name: &str, line: usize, text: &str| {
        let file = folder.path().join(name);
        let whole = fs::read_to_string(&file).unwrap();
        let lines = whole.lines().enumerate();
        let lines: Vec<&str> = lines.map(|(at, old)| if at == line { text } else { old }).collect();
        fs::write(&file, lines.join("\n") + "\n").unwrap();
        let said = verdict(folder.path(), &[&vectors]);
        fs::write(&file, whole).unwrap();
        said
    };
    let wrong_value = broken("vectors_out.hex", 100, "0f");
    assert!(wrong_value.contains("beat 100, cycle"), "{wrong_value}");
    assert!(wrong_value.contains("FAIL 1 mismatches, 680 of 680"), "{wrong_value}");
    let unknown = broken("vectors_out.hex", 3, "xx");
    assert!(unknown.contains("FAIL 1 mismatches"), "{unknown}");
    let wrong_cycle = broken("cycles.hex", 7, "00000000000000ff");
    assert!(wrong_cycle.contains("beat 7: came at cycle"), "{wrong_cycle}");
    assert!(verdict(folder.path(), &["+vectors=/nonexistent"]).contains("FAIL"));
}

#[test]
fn the_testbench_passes_in_verilator() {
    let Some(tool) = or_skip(&VERILATOR, "the_testbench_passes_in_verilator") else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(&tool.program);
    // It runs for a few thousand cycles: optimizing would take longer.
    let make_flags = "OPT_FAST=-O0 OPT_GLOBAL=-O0";
    command.current_dir(FOLDER).args(["--binary", "--timing", "-MAKEFLAGS", make_flags, "--Mdir"]);
    command.arg(folder.path()).args(["--top-module", "digits_mlp_tb"]);
    command.args(["-f", "filelist.f", "tb/digits_mlp_tb.v"]);
    run(&mut command, Duration::from_secs(600)).unwrap_or_else(|error| panic!("{error}"));
    let mut command = Command::new(folder.path().join("Vdigits_mlp_tb"));
    let said = run(command.current_dir(FOLDER), Duration::from_secs(300)).unwrap().text;
    assert!(said.contains("PASS 680 beats"), "{said}");
}
