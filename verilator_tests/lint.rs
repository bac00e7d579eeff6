//! Every block of the library, linted and checked by three tools.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use cimgen::blocks::BlockSpec;
use cimgen::emit::verilog;
use cimgen::rtl::{Netlist, validate};
use cimgen::tool::{Found, ICARUS, VERILATOR, YOSYS, or_skip, run};

/// Writes each example's Verilog into a folder of its own and calls `check` there, with the names of
/// the top module and of the files.
fn every_example(check: impl Fn(&Path, &str, &[String])) {
    for spec in BlockSpec::examples() {
        let mut netlist = Netlist::new();
        let top = spec.as_block().rtl(&mut netlist);
        let folder = tempfile::tempdir().unwrap();
        let write = |module: &str, text: &str| {
            let name = format!("{module}.v");
            fs::write(folder.path().join(&name), text).unwrap();
            name
        };
        let files = verilog(validate(&netlist, top).unwrap());
        let names: Vec<String> = files.iter().map(|file| write(&file.module, &file.text)).collect();
        check(folder.path(), &netlist.get(top).name, &names);
    }
}

fn clean(tool: &Found, folder: &Path, arguments: &[&str], files: &[String]) {
    let mut command = Command::new(&tool.program);
    command.current_dir(folder).args(arguments).args(files);
    let outcome = run(&mut command, Duration::from_secs(300));
    let outcome = outcome.unwrap_or_else(|error| panic!("{error}"));
    assert!(!outcome.text.to_lowercase().contains("warning"), "{}", outcome.text);
}

#[test]
fn blocks_are_clean_in_verilator() {
    let Some(tool) = or_skip(&VERILATOR, "blocks_are_clean_in_verilator") else { return };
    every_example(|folder, top, files| {
        clean(&tool, folder, &["--lint-only", "-Wall", "--top-module", top], files);
    });
}

#[test]
fn blocks_are_clean_in_icarus() {
    let Some(tool) = or_skip(&ICARUS, "blocks_are_clean_in_icarus") else { return };
    every_example(|folder, top, files| {
        clean(&tool, folder, &["-g2005", "-Wall", "-o", "block.vvp", "-s", top], files);
    });
}

#[test]
fn blocks_are_clean_in_yosys() {
    let Some(tool) = or_skip(&YOSYS, "blocks_are_clean_in_yosys") else { return };
    every_example(|folder, top, files| {
        let script = format!(
            "read_verilog {}; hierarchy -check -top {top}; proc; check -assert",
            files.join(" ")
        );
        clean(&tool, folder, &["-q", "-p", &script], &[]);
    });
}
