//! What is refused, with which code, and what is warned of.

use std::fs;
use std::process::Command;

use crate::case::{Case, cimgen, text};

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
        said.contains("did you mean `fc.weight`? Then write `prefix: \"fc\"`")
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
    let nested = fs::read("tests/cases/damaged_npy/nested.npy").unwrap();
    fs::write(case.path("x.npy"), nested).unwrap();
    let said = text(&case.build().stderr);
    assert!(said.contains("x.npy` is no array file: its header nests brackets 25 deep"), "{said}");
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
