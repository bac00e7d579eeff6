//! The program as its users meet it: exit codes, messages, and nothing half-written.

#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use safetensors::Dtype;
use safetensors::tensor::TensorView;
use tempfile::TempDir;

const DESIGN: &str = "\
version: 1
name: tiny
clock_mhz: 100
input: { shape: [3], format: u4 }
parameters: w.safetensors
data: { calibration: x.npy }
layers:
  - dense: { name: fc, outputs: 2, tile: main, activation: relu, output: u4 }
  - argmax: {}
hardware:
  main: { cim_tile: { rows: 4, columns: 2, weight: s4, storage: rom, digitizer: exact } }
";

/// Runs the program in a folder.
fn cimgen_in(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cimgen"));
    command.args(arguments).current_dir(folder).output().unwrap()
}

fn cimgen(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cimgen")).args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A folder with a small design, its weights and its samples.
struct Case {
    folder: TempDir,
}

impl Case {
    fn new() -> Self {
        let case = Self { folder: tempfile::tempdir().unwrap() };
        fs::write(case.path("d.yaml"), DESIGN).unwrap();
        case.weights(vec![2, 3], &[0.5, -0.25, 1.0, 0.125, 0.75, -1.0]);
        cimgen::network::write_codes(&case.path("x.npy"), &[vec![1, 2, 3], vec![15, 0, 7]])
            .unwrap();
        case
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn design(&self, from: &str, to: &str) {
        assert!(DESIGN.contains(from), "{from}");
        fs::write(self.path("d.yaml"), DESIGN.replace(from, to)).unwrap();
    }

    fn weights(&self, shape: Vec<usize>, numbers: &[f32]) {
        let bytes: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        let view = TensorView::new(Dtype::F32, shape, &bytes).unwrap();
        let tensors = HashMap::from([("fc.weight", view)]);
        let file = safetensors::serialize(tensors, None).unwrap();
        fs::write(self.path("w.safetensors"), file).unwrap();
    }

    fn run(&self, command: &str, more: &[&str]) -> Output {
        let design = self.path("d.yaml").display().to_string();
        cimgen(&[&[command, &design], more].concat())
    }

    fn build(&self) -> Output {
        self.run("build", &["-o", &self.path("out").display().to_string()])
    }

    /// The build must fail with `code` and leave no output, nor anything else new.
    fn refused(&self, title: &str, code: &str) {
        let names = |folder: &Path| {
            let mut names: Vec<_> =
                fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
            names.sort();
            names
        };
        let before = names(self.folder.path());
        let output = self.build();
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{title}: {said}");
        assert!(
            said.contains(&format!("error[{code}]")) && said.contains("help:"),
            "{title}: {said}"
        );
        assert!(!said.contains("panicked"), "{title}: {said}");
        assert_eq!(names(self.folder.path()), before, "{title}");
    }
}

#[test]
fn a_small_design_builds() {
    let case = Case::new();
    let output = case.build();
    assert!(output.status.success(), "{}", text(&output.stderr));
    let said = text(&output.stdout);
    // Beside 64 samples the ends of both sums, and with half of their one lane nothing.
    assert!(said.contains("69 beats and 69 values equal the golden model, every cycle"), "{said}");
    for file in ["manifest.json", "report.json", "filelist.f", "rtl/tiny.v", "tb/tiny_tb.v"] {
        assert!(case.path("out").join(file).is_file(), "{file}");
    }
    // Progress is for terminals only.
    assert_eq!(text(&output.stderr), "");
}

#[test]
fn wrong_weights_and_samples_are_refused() {
    let case = Case::new();
    case.weights(vec![3, 2], &[0.0; 6]);
    case.refused("transposed weights", "N004");
    case.weights(vec![2, 3], &[0.0, f32::NAN, 0.0, 0.0, 0.0, 0.0]);
    case.refused("weights with NaN", "N006");
    fs::write(case.path("w.safetensors"), "no tensors").unwrap();
    case.refused("no safetensors file", "N002");
    fs::remove_file(case.path("w.safetensors")).unwrap();
    case.refused("no weights", "N001");
    fs::create_dir(case.path("w.safetensors")).unwrap();
    case.refused("a folder for weights", "N001");
    let case = Case::new();
    case.weights(vec![2, 3], &[1e-45, 1e-45, 0.0, f32::MAX, f32::MIN, 0.0]);
    assert!(case.build().status.success());
    case.design("format: u4 }", "format: u4, scale: 1e-300 }");
    case.refused("a scale worth nothing", "D035");

    let case = Case::new();
    case.design("name: fc,", "name: fd,");
    case.refused("weights of another name", "N003");
    let said = text(&case.build().stderr);
    assert!(
        said.contains("the only layer with weights of its own here is `fc`")
            && said.contains("d.yaml:8"),
        "{said}"
    );
    case.design("parameters: w.safetensors\n", "");
    case.refused("no parameter file", "N007");
    case.design("data: { calibration: x.npy }\n", "");
    case.refused("no calibration", "N007");

    let case = Case::new();
    cimgen::network::write_codes(&case.path("x.npy"), &[vec![1, 2, 16]]).unwrap();
    case.refused("a code beyond its format", "N008");
    cimgen::network::write_codes(&case.path("x.npy"), &[vec![1, 2]]).unwrap();
    case.refused("samples with a lane missing", "N004");
    let whole = fs::read(case.path("x.npy")).unwrap();
    fs::write(case.path("x.npy"), &whole[..whole.len() - 3]).unwrap();
    case.refused("samples cut short", "N002");
    let header = "{'descr': '<i8', 'fortran_order': False, 'shape': (99999999999, 3), }\n";
    let length = (header.len() as u16).to_le_bytes();
    let huge = [b"\x93NUMPY\x01\x00", &length[..], header.as_bytes(), &[0; 24]].concat();
    fs::write(case.path("x.npy"), huge).unwrap();
    case.refused("samples that promise more than there is", "N002");
}

#[test]
fn wrong_designs_are_refused() {
    let case = Case::new();
    for (from, to, code) in [
        ("clock_mhz: 100", "clock_mhz: fast", "D022"),
        ("clock_mhz: 100", "clock: 100", "D020"),
        ("rows: 4", "rows: 1000000000", "D040"),
        ("name: tiny", "name: ../x", "D031"),
        ("name: tiny", "name: wire", "D032"),
        ("name: tiny", "name: \"a\\n`b\\\"\"", "D031"),
        ("name: tiny", "name: größe", "D031"),
    ] {
        case.design(from, to);
        case.refused(to, code);
    }
    fs::write(case.path("d.yaml"), "").unwrap();
    case.refused("an empty file", "D004");
    fs::remove_file(case.path("d.yaml")).unwrap();
    case.refused("no file", "D001");
}

/// A design cannot be called like a part of its hardware.
#[test]
fn names_of_designs_and_modules_do_not_collide() {
    let case = Case::new();
    assert!(case.build().status.success());
    for entry in fs::read_dir(case.path("out/rtl")).unwrap() {
        let module = entry.unwrap().path().file_stem().unwrap().display().to_string();
        if module != "tiny" {
            case.design("name: tiny", &format!("name: {module}"));
            case.refused(&module, "D033");
        }
    }
    for name in ["aclk", "argmax", "S_AXIS_tdata", "fc_tile_r0_c0"] {
        case.design("name: tiny", &format!("name: {name}"));
        case.refused(name, "D033");
    }
}

#[test]
fn output_that_cannot_be_written_is_refused() {
    let case = Case::new();
    fs::write(case.path("file"), "x").unwrap();
    let out = |name: &str| case.run("build", &["-o", &case.path(name).display().to_string()]);
    let output = out("file/out");
    assert!(text(&output.stderr).contains("error[E001]"), "{}", text(&output.stderr));
    let output = out("file");
    assert!(text(&output.stderr).contains("error[E002]"), "{}", text(&output.stderr));
    assert_eq!(fs::read_to_string(case.path("file")).unwrap(), "x");
    let output = case.run("build", &["-o", &case.folder.path().display().to_string()]);
    assert!(text(&output.stderr).contains("error[E002]"), "{}", text(&output.stderr));
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_kill_leaves_the_output_whole() {
    let case = Case::new();
    assert!(case.build().status.success());
    let manifest = fs::read(case.path("out/manifest.json")).unwrap();
    for delay in 0..25 {
        let mut child = Command::new(env!("CARGO_BIN_EXE_cimgen"))
            .args(["build".as_ref(), case.path("d.yaml").as_os_str()])
            .args(["-o".as_ref(), case.path("out").as_os_str()])
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(delay));
        let _ = child.kill();
        child.wait().unwrap();
        assert!(fs::read(case.path("out/manifest.json")).unwrap() == manifest, "after {delay} ms");
        let hashes: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
        for path in hashes["sha256"].as_object().unwrap().keys() {
            assert!(case.path("out").join(path).is_file(), "{path} after {delay} ms");
        }
    }
}

#[test]
fn exit_codes_tell_usage_and_missing_tools() {
    assert_eq!(cimgen(&["biuld"]).status.code(), Some(2));
    assert_eq!(cimgen(&["blocks", "fifoo"]).status.code(), Some(2));
    let case = Case::new();
    let mut command = Command::new(env!("CARGO_BIN_EXE_cimgen"));
    command.env("CIMGEN_VERILATOR", "/nonexistent").args(["sim", "--simulator", "verilator"]);
    let output = command.arg(case.path("d.yaml")).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    let said = text(&output.stderr);
    assert!(said.contains("apt-get install") && said.contains("CIMGEN_VERILATOR"), "{said}");
}

#[test]
fn json_is_json() {
    let case = Case::new();
    let json =
        |output: Output| -> serde_json::Value { serde_json::from_slice(&output.stdout).unwrap() };
    assert_eq!(json(case.run("check", &["--json"]))["design"], "tiny");
    assert_eq!(json(case.run("sim", &["--json", "--simulator", "embedded"]))[0]["beats"], 256);
    assert_eq!(json(cimgen(&["blocks", "--json"]))[0]["name"], "cim_bank");
    assert!(json(cimgen(&["doctor", "--json"])).as_array().unwrap().len() > 3);
    case.design("rows: 4", "rows: 0");
    let output = case.run("check", &["--json"]);
    assert_eq!(output.status.code(), Some(1));
    let errors = json(output);
    assert_eq!(
        (&errors["errors"][0]["code"], &errors["errors"][0]["line"]),
        (&"D040".into(), &11.into())
    );
}

#[test]
fn run_writes_codes() {
    let case = Case::new();
    let path = |name: &str| case.path(name).display().to_string();
    for engine in ["golden", "embedded"] {
        let output = case.run(
            "run",
            &["--input", &path("x.npy"), "--output", &path("y.npy"), "--engine", engine],
        );
        assert!(output.status.success(), "{}", text(&output.stderr));
        let bytes = fs::read(case.path("y.npy")).unwrap();
        let results: Vec<i64> = npyz::NpyFile::new(&bytes[..]).unwrap().into_vec().unwrap();
        assert_eq!(results.len(), 2);
        fs::remove_file(case.path("y.npy")).unwrap();
    }
    let said = text(&case.run("run", &["--input", &path("x.npy")]).stdout);
    assert!(said.starts_with("golden model (fast evaluator, "), "{said}");
    let output = case.run("run", &["--json", "--input", &path("x.npy")]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let means = &json["golden_model"];
    assert_eq!((&means["threads"], &means["samples_compared"]), (&1.into(), &2.into()));
    assert!(means["fast_instructions"].is_string(), "{means}");
    let output = case.run("run", &["--input", &path("missing.npy")]);
    assert!(text(&output.stderr).contains("error[N001]"));
}

#[test]
fn graphs_are_drawn() {
    let case = Case::new();
    let svg = text(&case.run("graph", &[]).stdout);
    assert!(svg.starts_with("<svg") && svg.contains("fc_tile_r0_c0"));
    let file = case.path("g.dot").display().to_string();
    assert!(case.run("graph", &["-o", &file]).status.success());
    assert!(fs::read_to_string(file).unwrap().starts_with("digraph \"tiny\""));
}

#[test]
fn a_new_design_builds_at_once() {
    let folder = tempfile::tempdir().unwrap();
    for example in ["mlp", "digits"] {
        let output = cimgen_in(folder.path(), &["new", example, "--example", example]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        let said = text(&output.stdout);
        // What it says to type next works.
        let next = said.lines().find_map(|line| line.strip_prefix("next ")).unwrap();
        let arguments: Vec<&str> = next.split_whitespace().skip(1).collect();
        let output = cimgen_in(folder.path(), &arguments);
        assert_eq!(text(&output.stderr), "");
        let said = text(&output.stdout);
        let share = said.lines().find_map(|line| line.strip_prefix("accuracy ")).unwrap();
        let share = share.split(", ").nth(1).unwrap().split(' ').next().unwrap();
        assert!(share.parse::<f64>().unwrap() > 90.0, "{said}");
        assert!(said.contains("equal the golden model, every cycle as predicted"), "{said}");
    }
}

#[test]
fn new_refuses_names_and_folders_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |arguments: &[&str], code: i32, said: &str| {
        let output = cimgen_in(folder.path(), &[&["new"], arguments].concat());
        let error = text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {error}");
        assert!(error.contains(said), "{arguments:?}: {error}");
    };
    refused(&[], 2, "<NAME>");
    refused(&["1st"], 2, "begins with a digit");
    refused(&["my design"], 2, "my_design");
    refused(&["../x"], 2, "letters, digits");
    refused(&["module"], 2, "keyword");
    refused(&["x", "--example", "cnn"], 2, "possible values: mlp, digits");
    // Legal, and the name of a block of the example.
    refused(&["fc1_relu"], 1, "error[D033]");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);

    fs::create_dir(folder.path().join("taken")).unwrap();
    refused(&["taken"], 1, "error[C002]");
    assert_eq!(fs::read_dir(folder.path().join("taken")).unwrap().count(), 0);
    fs::write(folder.path().join("file"), "x").unwrap();
    refused(&["x", "-o", "file"], 1, "error[C002]");
    refused(&["x", "-o", "file/x"], 1, "error[E001]");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn designs_and_builds_are_compared() {
    let case = Case::new();
    let path = |name: &str| case.path(name).display().to_string();
    assert!(case.build().status.success());
    fs::write(path("wide.yaml"), DESIGN.replace("format: u4", "format: u5")).unwrap();
    let output = cimgen(&["compare", &path("out"), &path("wide.yaml"), "--json"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let value: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let rows = value["rows"].as_array().unwrap();
    let row = |name: &str| rows.iter().find(|row| row["figure"] == name).unwrap();
    // One more plane of the input takes one more cycle.
    assert_eq!(row("timing.interval_cycles")["difference"], 1.0);
    assert_eq!(row("timing.interval_cycles")["ratio"], 1.25);
    assert!(row("area.square_microns")["difference"].as_f64().unwrap() > 0.0);
    // A report says the same as its design.
    let output = cimgen(&["compare", &path("d.yaml"), &path("out/report.json"), "--json"]);
    let value: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let rows = value["rows"].as_array().unwrap();
    assert!(rows.len() > 8 && rows.iter().all(|row| row["difference"] == 0.0), "{value}");

    fs::create_dir(path("empty")).unwrap();
    fs::write(path("other.json"), "{}").unwrap();
    fs::write(path("broken.json"), "{").unwrap();
    for (what, code) in [
        ("empty", "C001"),
        ("other.json", "C001"),
        ("broken.json", "C001"),
        ("missing.json", "C001"),
        ("missing.yaml", "D001"),
        ("missing", "D001"),
    ] {
        let output = cimgen(&["compare", &path("d.yaml"), &path(what)]);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{what}: {said}");
        assert!(said.contains(&format!("error[{code}]")) && said.contains("help:"), "{said}");
    }
    assert_eq!(cimgen(&["compare", &path("d.yaml")]).status.code(), Some(2));
}

/// Weights in registers give what constants give, and are beside the hardware as images.
#[test]
fn weights_are_loaded() {
    let case = Case::new();
    let results = || {
        let [input, output] = ["x.npy", "y.npy"].map(|name| case.path(name).display().to_string());
        let ran = case.run("run", &["--input", &input, "--output", &output]);
        assert!(ran.status.success(), "{}", text(&ran.stderr));
        fs::read(case.path("y.npy")).unwrap()
    };
    let constant = results();
    case.design("storage: rom", "storage: ram, weight_planes: serial");
    assert_eq!(results(), constant);
    let built = case.build();
    assert!(
        text(&built.stdout).contains("weights    loaded by 4 beats"),
        "{}",
        text(&built.stdout)
    );
    let image = fs::read_to_string(case.path("out/weights/fc_tile_r0_c0.hex")).unwrap();
    let rows: Vec<&str> = image.lines().filter(|line| !line.starts_with("//")).collect();
    assert_eq!(rows, ["14 // 4 1", "5e // -2 5", "97 // 7 -7", "00 // 0 0"]);
    let sim = case.run("sim", &["--simulator", "embedded", "--vectors", "64"]);
    assert!(text(&sim.stdout).contains("64 beats and 64 values equal"), "{}", text(&sim.stdout));
    for module in ["command_port", "sample_tready"] {
        let design = DESIGN.replace("storage: rom", "storage: ram");
        fs::write(case.path("d.yaml"), design.replace("name: tiny", &format!("name: {module}")))
            .unwrap();
        fs::remove_dir_all(case.path("out")).unwrap_or_default();
        case.refused(module, "D033");
    }
}

#[test]
fn the_command_line_describes_itself() {
    let folder = tempfile::tempdir().unwrap();
    let output = cimgen_in(folder.path(), &["man", "pages"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let help = text(&cimgen(&["--help"]).stdout);
    let commands = help.split("Commands:\n").nth(1).unwrap().lines();
    let commands: Vec<&str> = commands
        .map_while(|line| line.strip_prefix("  ")?.split(' ').next())
        .filter(|name| !["", "help"].contains(name))
        .collect();
    assert!(commands.len() >= 12, "{commands:?}");
    let scripts = ["bash", "zsh", "fish", "elvish", "powershell"]
        .map(|shell| text(&cimgen(&["completions", shell]).stdout));
    for name in commands {
        let help = text(&cimgen(&[name, "--help"]).stdout);
        assert!(help.contains(&format!("Example: cimgen {name}")), "{help}");
        let page = fs::read_to_string(folder.path().join(format!("pages/cimgen-{name}.1")));
        assert!(page.unwrap().contains("Example:"), "{name}");
        assert!(scripts.iter().all(|script| script.contains(name)), "{name}");
    }
    assert!(text(&cimgen(&["man"]).stdout).contains(".TH cimgen 1"));
    assert_eq!(cimgen(&["completions", "tcsh"]).status.code(), Some(2));
    fs::write(folder.path().join("file"), "x").unwrap();
    let output = cimgen_in(folder.path(), &["man", "file"]);
    assert!(text(&output.stderr).contains("error[E001]") && output.status.code() == Some(1));
}

#[test]
fn the_schema_is_a_schema() {
    for arguments in [&["schema"][..], &["schema", "--json"]] {
        let output = cimgen(arguments);
        let schema: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
        assert!(schema["properties"]["layers"].is_object());
    }
}

/// Warnings about weights are told, and do not fail.
#[test]
fn odd_weights_are_warned_of() {
    let case = Case::new();
    case.weights(vec![2, 3], &[0.0; 6]);
    let output = case.build();
    let said = text(&output.stderr);
    assert!(output.status.success() && said.contains("warning[N020]"), "{said}");
    let output = case.run("check", &["--json"]);
    let value: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(value["warnings"][0]["code"], "N020");
}
