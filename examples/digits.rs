//! The digits from Rust: layers, a check in the embedded simulator, Verilog in a folder, the same as YAML.
//!
//! `cargo run --release --example digits -- FOLDER`

use std::error::Error;
use std::path::PathBuf;

use cimgen::blocks::cim_array::Array;
use cimgen::compile::{Reference, compile, package};
use cimgen::cosim::{Embedded, Pacing};
use cimgen::design::{DataFiles, Design, Labelled};
use cimgen::diag::render;
use cimgen::emit::write;
use cimgen::network::{Part, accuracy, labelled};
use cimgen::num::Format;

fn main() -> Result<(), Box<dyn Error>> {
    let labelled_files = |part: &str| Labelled {
        input: format!("digits/{part}_images.npy").into(),
        labels: format!("digits/{part}_labels.npy").into(),
    };
    let (train, test) = (Some(labelled_files("train")), Some(labelled_files("test")));
    let u4 = Format::unsigned(4);
    let design = Design::builder("digits_from_rust")
        .clock_mhz(200.0)
        .input([8, 8], u4, 0.0625)
        .parameters("digits_mlp.safetensors")
        .data(DataFiles { train, calibration: None, test })
        .hardware("main", Array::new(64, 16, Format::signed(4)))
        .dense_relu("fc1", 64, "main", u4)
        .dense("fc2", 10, "main")
        .argmax()
        .build("designs")
        .map_err(|mistakes| render(&mistakes))?;
    let yaml = design.to_yaml();

    let compiled = compile(design)?;
    let test = labelled(&compiled.design, Part::Test).map_err(|mistakes| render(&mistakes))?;
    let (samples, labels) = test.ok_or("the design names no test samples")?;
    let reference = Reference::new(&compiled, compiled.beats(&samples.codes))?;
    let mut simulator = Embedded::new(compiled.validated()?)?;
    let (result, results) = reference.check(&compiled, &mut simulator, Pacing::Full, None)?;
    assert!(result.passed(), "{result:?}");
    println!("{} of {} digits in hardware", accuracy(&results, &labels), labels.len());
    println!("a digit every {} cycles, every cycle as predicted", compiled.interval()?);

    if let Some(folder) = std::env::args().nth(1).map(PathBuf::from) {
        let mut files = package(&compiled, &reference)?;
        files.add("design.yaml", yaml)?;
        files.add("manifest.json", files.manifest("digits_from_rust"))?;
        write(&files, &folder)?;
        println!("written to {}", folder.display());
    }
    Ok(())
}
