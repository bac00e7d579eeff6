//! The emitted testbench by itself, as somebody without cimgen runs it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use cimgen::compile::{Reference, compile, package};
use cimgen::cosim::stimulus;
use cimgen::design::Design;
use cimgen::emit::write;
use cimgen::tool::{Found, ICARUS, VERILATOR, or_skip, run};

const FOLDER: &str = "generated/digits_mlp";

/// A testbench in Icarus.
struct Bench {
    /// Of the design; files are named from here.
    folder: PathBuf,
    compiled: PathBuf,
}

impl Bench {
    /// Compiles the testbench of the design `name` in `folder` into `scratch`.
    fn compile(tool: &Found, folder: PathBuf, name: &str, scratch: &Path) -> Self {
        let compiled = scratch.join("tb.vvp");
        let (top, file) = (format!("{name}_tb"), format!("tb/{name}_tb.v"));
        let mut command = Command::new(&tool.program);
        command.current_dir(&folder).args(["-g2005", "-Wall", "-s", &top, "-o"]);
        command.arg(&compiled).args(["-f", "filelist.f", &file]);
        let outcome = run(&mut command, Duration::from_secs(300)).unwrap();
        assert_eq!(outcome.text, "", "the testbench is not clean");
        Self { folder, compiled }
    }

    /// What it says.
    fn verdict(&self, arguments: &[&str]) -> String {
        let mut command = Command::new("vvp");
        command.current_dir(&self.folder).arg("-n").arg(&self.compiled).args(arguments);
        run(&mut command, Duration::from_secs(300)).unwrap().text
    }

    /// What it says where a line of one of its files is another.
    fn verdict_with(&self, name: &str, line: usize, text: &str) -> String {
        let file = self.folder.join("tb").join(name);
        let whole = fs::read_to_string(&file).unwrap();
        let lines = whole.lines().enumerate();
        let lines: Vec<&str> = lines.map(|(at, old)| if at == line { text } else { old }).collect();
        fs::write(&file, lines.join("\n") + "\n").unwrap();
        let said = self.verdict(&[]);
        fs::write(&file, whole).unwrap();
        said
    }
}

#[test]
fn the_testbench_passes_in_icarus() {
    let Some(tool) = or_skip(&ICARUS, "the_testbench_passes_in_icarus") else { return };
    let scratch = tempfile::tempdir().unwrap();
    let bench = Bench::compile(&tool, FOLDER.into(), "digits_mlp", scratch.path());
    assert!(bench.verdict(&[]).contains("PASS 680 beats"));
    assert!(bench.verdict(&["+pace=5"]).contains("PASS 680 beats"));
    assert!(bench.verdict(&["+vectors=/nonexistent"]).contains("FAIL"));
}

/// A queue, with its testbench of 200 beats in `folder`.
fn write_queue(folder: &Path) {
    let text = "
version: 1
name: queue
clock_mhz: 100
input: { shape: [1], format: u8 }
graph:
  nodes:
    - name: held
      block: { fifo: { beat: { fields: [{ name: data, lanes: 1, format: u8 }] }, depth: 3 } }
      inputs: { x: input }
  output: held
";
    let compiled = compile(Design::from_yaml(text, "design.yaml", "").unwrap()).unwrap();
    let reference = Reference::new(&compiled, stimulus(&compiled.input(), 200, 1)).unwrap();
    write(&package(&compiled, &reference).unwrap(), folder).unwrap();
}

#[test]
fn the_testbench_fails_in_icarus_where_anything_is_wrong() {
    let here = "the_testbench_fails_in_icarus_where_anything_is_wrong";
    let Some(tool) = or_skip(&ICARUS, here) else { return };
    let scratch = tempfile::tempdir().unwrap();
    let folder = scratch.path().join("queue");
    write_queue(&folder);
    let bench = Bench::compile(&tool, folder, "queue", scratch.path());
    assert!(bench.verdict(&[]).contains("PASS 200 beats"));
    let wrong_value = bench.verdict_with("vectors_out.hex", 100, "ff");
    assert!(wrong_value.contains("beat 100, cycle"), "{wrong_value}");
    assert!(wrong_value.contains("FAIL 1 mismatches, 200 of 200"), "{wrong_value}");
    let unknown = bench.verdict_with("vectors_out.hex", 3, "xx");
    assert!(unknown.contains("FAIL 1 mismatches"), "{unknown}");
    let wrong_cycle = bench.verdict_with("cycles.hex", 7, "00000000000000ff");
    assert!(wrong_cycle.contains("beat 7: came at cycle"), "{wrong_cycle}");
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
