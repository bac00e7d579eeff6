//! Tables whose rows come from files or are loaded, beats of fields, and floats, in all simulators; the files from another
//! folder than the one that simulators are started in.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use cimgen::blocks::argmax::Argmax;
use cimgen::blocks::cim_array::Storage;
use cimgen::blocks::relu::Relu;
use cimgen::blocks::table::Table;
use cimgen::blocks::window_pool::{Pooling, WindowPool};
use cimgen::blocks::{Field, StreamType};
use cimgen::compile::{Compiled, Reference, compile, package};
use cimgen::cosim::{Embedded, Icarus, Pacing, Simulator, Verilator, stimulus};
use cimgen::design::{Design, NodeDescription, Tap};
use cimgen::emit::write;
use cimgen::num::{Format, Minifloat};
use cimgen::tool::{ICARUS, VERILATOR, YOSYS, or_skip, run};

const PATIENCE: Duration = Duration::from_secs(300);

fn field(name: &str, lanes: usize, format: Format) -> Field {
    Field { name: name.into(), lanes, format }
}

/// 1,500 rows in a file, 11 that are loaded, and floats beside them.
fn design() -> Compiled {
    let (e4m3, bf16) = (Format::float(Minifloat::E4M3), Format::float(Minifloat::BF16));
    let row = |fields: &[Field]| StreamType { fields: fields.to_vec() };
    let wide = row(&[
        field("key", 9, Format::unsigned(7)),
        field("near", 2, bf16),
        field("sum", 1, Format::signed(13)),
    ]);
    let small = row(&[field("weight", 3, e4m3), field("label", 1, Format::unsigned(4))]);
    let of = |input: &str| Tap::field("input", input);
    let design = Design::builder("tables")
        .input_fields([
            field("which", 1, Format::unsigned(11)),
            field("few", 1, Format::unsigned(4)),
            field("a", 4, e4m3),
        ])
        .node(
            NodeDescription::new("wide", Table::drawn(&wide, 1500, Storage::Rom))
                .input("x", of("which")),
        )
        .node(
            NodeDescription::new("loaded", Table::drawn(&small, 11, Storage::Ram))
                .input("x", of("few")),
        )
        .node(NodeDescription::new("clipped", Relu { lanes: 4, input: e4m3 }).input("x", of("a")))
        .node(NodeDescription::new("vote", Argmax { lanes: 4, input: e4m3 }).input("x", of("a")))
        .node(
            NodeDescription::new(
                "best",
                WindowPool { pixels: 2, channels: 1, input: bf16, pooling: Pooling::Max },
            )
            .input("x", Tap::field("wide", "near")),
        )
        .output([
            Tap::all("vote"),
            Tap::all("clipped"),
            Tap::all("best"),
            Tap::field("wide", "sum"),
            Tap::field("wide", "key"),
            Tap::all("loaded"),
        ])
        .label("vote")
        .build("")
        .unwrap();
    compile(design).unwrap()
}

fn agree(compiled: &Compiled, simulator: &mut dyn Simulator) {
    let beats = compiled.exercise(stimulus(&compiled.input(), 150, 5), 7);
    let reference = Reference::new(compiled, beats).unwrap();
    for pacing in [Pacing::Full, Pacing::Random { seed: 9 }] {
        let (result, _) = reference.check(compiled, simulator, pacing, Some(5)).unwrap();
        assert!(result.passed() && result.beats >= 150, "{result:?}");
    }
}

#[test]
fn tables_and_floats_are_right_in_the_embedded_simulator() {
    let compiled = design();
    assert_eq!(
        compiled.output().unwrap().to_string(),
        "vote u2, clipped 4 x e4m3, best bf16, sum s13, key 9 x u7, weight 3 x e4m3, label u4"
    );
    agree(&compiled, &mut Embedded::new(compiled.validated().unwrap()).unwrap());
}

#[test]
fn tables_and_floats_are_right_in_icarus() {
    if or_skip(&ICARUS, "tables_and_floats_are_right_in_icarus").is_none() {
        return;
    }
    let compiled = design();
    agree(&compiled, &mut Icarus::new(compiled.validated().unwrap()).unwrap());
}

#[test]
fn tables_and_floats_are_right_in_verilator() {
    if or_skip(&VERILATOR, "tables_and_floats_are_right_in_verilator").is_none() {
        return;
    }
    let compiled = design();
    agree(&compiled, &mut Verilator::brief(compiled.validated().unwrap()).unwrap());
}

/// The design's files in `out`.
fn written(out: &Path) {
    let compiled = design();
    let reference = Reference::new(&compiled, compiled.program(stimulus(&compiled.input(), 40, 5)));
    let mut files = package(&compiled, &reference.unwrap()).unwrap();
    files.add("manifest.json", files.manifest("tables")).unwrap();
    assert!(files.iter().any(|(path, _)| path.starts_with("memories/table_1500_")));
    write(&files, out).unwrap();
}

/// Names of the design's files, from anywhere.
fn sources(out: &Path) -> Vec<String> {
    let list = std::fs::read_to_string(out.join("filelist.f")).unwrap();
    list.lines().map(|file| out.join(file).display().to_string()).collect()
}

#[test]
fn files_of_memories_are_found_from_another_folder() {
    let name = "files_of_memories_are_found_from_another_folder";
    let Some(tool) = or_skip(&ICARUS, name) else { return };
    let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let out = folder.path().join("out");
    written(&out);
    let compile = |parameter: &str| {
        let mut command = Command::new(&tool.program);
        command.current_dir(elsewhere.path()).args([
            "-g2005",
            "-Wall",
            "-o",
            "tb.vvp",
            "-s",
            "tables_tb",
        ]);
        command.arg(format!("-Ptables_tb.MEMORIES=\"{parameter}\""));
        command.args(sources(&out)).arg(out.join("tb/tables_tb.v"));
        run(&mut command, PATIENCE).unwrap().text
    };
    let verdict = || {
        let mut command = Command::new("vvp");
        command.current_dir(elsewhere.path()).args(["-n", "tb.vvp"]);
        command.arg(format!("+vectors={}", out.join("tb").display()));
        command.arg(format!("+weights={}", out.join("weights").display()));
        run(&mut command, PATIENCE).unwrap().text
    };
    assert_eq!(
        compile(&out.join("memories").display().to_string()),
        "",
        "the testbench is not clean"
    );
    let said = verdict();
    assert!(said.contains("PASS 56 beats"), "{said}");
    // Without the files the rows are unknown, which is told.
    compile("nowhere");
    let said = verdict();
    assert!(said.contains("FAIL"), "{said}");
}

#[test]
fn yosys_reads_files_of_memories() {
    let Some(tool) = or_skip(&YOSYS, "yosys_reads_files_of_memories") else { return };
    let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let out = folder.path().join("out");
    written(&out);
    let script = format!(
        "read_verilog -defer {}\nchparam -set MEMORIES \"{}\" tables\nhierarchy -top tables\nproc\nmemory -nomap\n\
         select -assert-count 2 t:$mem_v2\n",
        sources(&out).join(" "),
        out.join("memories").display()
    );
    std::fs::write(elsewhere.path().join("read.ys"), script).unwrap();
    let mut command = Command::new(&tool.program);
    run(command.current_dir(elsewhere.path()).args(["-q", "read.ys"]), PATIENCE).unwrap();
}
