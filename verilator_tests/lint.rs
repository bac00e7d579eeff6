//! Every block of the library, linted and checked by three tools.

use std::fs;
use std::process::Command;
use std::time::Duration;

use cimgen::blocks::BlockSpec;
use cimgen::emit::{VerilogFile, verilog};
use cimgen::rtl::{Netlist, validate};
use cimgen::tool::{Found, ICARUS, Outcome, ToolError, VERILATOR, YOSYS, Yosys, or_skip, run};

/// Longest that one check may take.
const PATIENCE: Duration = Duration::from_secs(300);

/// Calls `check` with the name of the top module of each example and its Verilog.
fn every_example(check: impl Fn(&str, &[VerilogFile])) {
    for spec in BlockSpec::examples() {
        let mut netlist = Netlist::new();
        let top = spec.as_block().rtl(&mut netlist);
        check(&netlist.get(top).name, &verilog(validate(&netlist, top).unwrap()));
    }
}

/// Runs a tool on files in a folder of their own.
fn clean(tool: &Found, arguments: &[&str], files: &[VerilogFile]) {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(&tool.program);
    command.current_dir(folder.path()).args(arguments);
    for file in files {
        let name = format!("{}.v", file.module);
        fs::write(folder.path().join(&name), &file.text).unwrap();
        command.arg(name);
    }
    no_warning(run(&mut command, PATIENCE));
}

fn no_warning(outcome: Result<Outcome, ToolError>) {
    let outcome = outcome.unwrap_or_else(|error| panic!("{error}"));
    assert!(!outcome.text.to_lowercase().contains("warning"), "{}", outcome.text);
}

#[test]
fn blocks_are_clean_in_verilator() {
    let Some(tool) = or_skip(&VERILATOR, "blocks_are_clean_in_verilator") else { return };
    every_example(|top, files| {
        clean(&tool, &["--lint-only", "-Wall", "--top-module", top], files);
    });
}

#[test]
fn blocks_are_clean_in_icarus() {
    let Some(tool) = or_skip(&ICARUS, "blocks_are_clean_in_icarus") else { return };
    every_example(|top, files| {
        clean(&tool, &["-g2005", "-Wall", "-o", "block.vvp", "-s", top], files);
    });
}

#[test]
fn blocks_are_clean_in_yosys() {
    let Some(tool) = or_skip(&YOSYS, "blocks_are_clean_in_yosys") else { return };
    every_example(|top, files| {
        let yosys = Yosys::new(&tool, PATIENCE).unwrap();
        let modules = files.iter().map(|file| (file.module.as_str(), file.text.as_str()));
        let read = yosys.write_modules(modules).unwrap();
        let hierarchy = format!("hierarchy -check -top {top}");
        no_warning(yosys.run(&[&read, &hierarchy, "proc; check -assert"]));
    });
}
