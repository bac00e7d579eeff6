//! The way from PyTorch, as `docs/from_pytorch.md` describes it: its script runs, and what it writes builds.

use std::fs;
use std::path::Path;
use std::process::Command;

use cimgen::tool::{Tool, or_skip};

/// Python with the packages that the script needs.
const PYTHON: Tool = Tool {
    name: "python3 with numpy and safetensors",
    program: "python3",
    variable: "CIMGEN_PYTHON",
    // Says nothing where one is missing.
    probe: &[
        "-c",
        "from importlib.util import find_spec as f; print('ok' if f('numpy') and f('safetensors') else '')",
    ],
    purpose: "tests of the way from PyTorch",
    without: "the script of the page is not tried",
    package: None,
};

fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}\n{said}{errors}");
    assert!(!errors.contains("warning") && !errors.contains("error"), "{errors}");
    said
}

/// What comes out is nearly what floats give, sample by sample; with lanes in another order it is not.
#[test]
fn a_network_of_pytorch_is_the_same_here() {
    let Some(python) = or_skip(&PYTHON, "a_network_of_pytorch_is_the_same_here") else { return };
    let folder = tempfile::tempdir().unwrap();
    let said =
        run(Command::new(&python.program).arg("examples/from_pytorch.py").arg(folder.path()));
    let floats: usize = said.split_whitespace().find_map(|word| word.parse().ok()).unwrap();

    let cimgen = |arguments: &[&str]| {
        run(Command::new(env!("CARGO_BIN_EXE_cimgen")).current_dir(folder.path()).args(arguments))
    };
    cimgen(&["build", "design.yaml", "-o", "out"]);
    let report = fs::read_to_string(folder.path().join("out/report.json")).unwrap();
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    let here = report["accuracy"]["correct"].as_u64().unwrap() as usize;
    assert_eq!(report["accuracy"]["samples"], 360);
    assert!(here.abs_diff(floats) <= 7, "{here} of 360, in floats {floats}");

    // The same classes as in floats, right or wrong.
    let against_floats =
        ["run", "design.yaml", "--input", "test_x.npy", "--labels", "classes.npy", "--json"];
    let alike = |said: String| {
        let value: serde_json::Value = serde_json::from_str(&said).unwrap();
        value["correct"].as_u64().unwrap()
    };
    let same = alike(cimgen(&against_floats));
    assert!(same >= 350, "{same} of 360 as in floats");

    let design = folder.path().join("design.yaml");
    let text = fs::read_to_string(&design).unwrap();
    fs::write(&design, text.replace("flatten: { order: channels_first }", "flatten: {}")).unwrap();
    let same = alike(cimgen(&against_floats));
    assert!(same < 180, "{same} of 360 with lanes in another order");
}

/// What the page quotes is what the script has.
#[test]
fn the_page_quotes_the_script() {
    let page = fs::read_to_string("docs/from_pytorch.md").unwrap();
    let script = fs::read_to_string(Path::new("examples/from_pytorch.py")).unwrap();
    let quotes: Vec<&str> = page
        .split("```")
        .filter_map(|part| part.strip_prefix("python\n").or(part.strip_prefix("yaml\n")))
        .collect();
    assert_eq!(quotes.len(), 4);
    for quote in quotes {
        assert!(script.contains(quote.trim_end()), "{quote}");
    }
}
