//! A small design in a folder of its own, and the program run on it.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use safetensors::Dtype;
use safetensors::tensor::TensorView;
use tempfile::TempDir;

pub const DESIGN: &str = "\
version: 1
name: tiny
clock_mhz: 100
input: { shape: [3], format: u4 }
parameters: w.safetensors
data: { calibration: x.npy }
layers:
  - dense: { name: fc, outputs: 2, array: main, activation: relu, output: u4 }
  - argmax: {}
hardware:
  main: { cim_array: { rows: 4, columns: 2, weight: s4, storage: rom, digitizer: exact } }
";

/// Runs the program in a folder.
pub fn cimgen_in(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cimgen"));
    command.args(arguments).current_dir(folder).output().unwrap()
}

pub fn cimgen(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cimgen")).args(arguments).output().unwrap()
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A text with its lines joined: wherever it is wrapped, words follow one another.
pub fn flowing(bytes: &[u8]) -> String {
    text(bytes).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is said on standard error beside how far work has come, which depends on the machine.
pub fn findings(bytes: &[u8]) -> String {
    let text = text(bytes);
    text.lines().filter(|line| !line.starts_with('[')).map(|line| format!("{line}\n")).collect()
}

/// A folder with a small design, its weights and its samples.
pub struct Case {
    pub folder: TempDir,
}

impl Case {
    pub fn new() -> Self {
        let case = Self { folder: tempfile::tempdir().unwrap() };
        fs::write(case.path("d.yaml"), DESIGN).unwrap();
        case.weights(vec![2, 3], &[0.5, -0.25, 1.0, 0.125, 0.75, -1.0]);
        let more = [vec![15, 0, 7], vec![4, 5, 6], vec![9, 1, 1], vec![8, 8, 8]];
        let samples = [&[vec![1, 2, 3]][..], &more].concat();
        cimgen::network::write_codes(&case.path("x.npy"), &samples).unwrap();
        case
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn design(&self, from: &str, to: &str) {
        assert!(DESIGN.contains(from), "{from}");
        fs::write(self.path("d.yaml"), DESIGN.replace(from, to)).unwrap();
    }

    pub fn weights(&self, shape: Vec<usize>, numbers: &[f32]) {
        let bytes: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        let view = TensorView::new(Dtype::F32, shape, &bytes).unwrap();
        let tensors = HashMap::from([("fc.weight", view)]);
        let file = safetensors::serialize(tensors, None).unwrap();
        fs::write(self.path("w.safetensors"), file).unwrap();
    }

    pub fn run(&self, command: &str, more: &[&str]) -> Output {
        let design = self.path("d.yaml").display().to_string();
        cimgen(&[&[command, &design], more].concat())
    }

    pub fn build(&self) -> Output {
        self.run("build", &["-o", &self.path("out").display().to_string()])
    }

    /// The build must fail with `code` and leave no output, nor anything else new.
    pub fn refused(&self, title: &str, code: &str) {
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
