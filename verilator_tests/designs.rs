//! A design that uses what the digits do not: several tiles a column, clipping digitizers, rows in
//! groups, signed inputs, binary weights. In all simulators, with and without pacing.

use std::collections::HashMap;
use std::path::Path;

use cimgen::blocks::cim_array::Array;
use cimgen::blocks::digitizer::Conversion;
use cimgen::compile::{Compiled, Reference, compile};
use cimgen::cosim::{Embedded, Icarus, Pacing, Simulator, Verilator, stimulus};
use cimgen::design::{DataFiles, Design};
use cimgen::network::write_codes;
use cimgen::num::Format;
use cimgen::tool::{ICARUS, VERILATOR, or_skip};
use safetensors::Dtype;
use safetensors::tensor::TensorView;

/// Writes random weights of the given shapes, outputs first, and biases.
pub fn write_weights(path: &Path, layers: &[(&str, &[usize])]) {
    let mut rng = fastrand::Rng::with_seed(11);
    let mut bytes: HashMap<String, (Vec<usize>, Vec<u8>)> = HashMap::new();
    for (name, shape) in layers {
        if let [coefficients] = shape {
            let drawn = (0..*coefficients).flat_map(|_| (rng.f32() * 0.5).to_le_bytes()).collect();
            bytes.insert(format!("{name}.threshold"), (shape.to_vec(), drawn));
            continue;
        }
        let mut draw = |count: usize| -> Vec<u8> {
            (0..count).flat_map(|_| (rng.f32() - 0.5).to_le_bytes()).collect()
        };
        let weights = draw(shape.iter().product());
        bytes.insert(format!("{name}.weight"), (shape.to_vec(), weights));
        bytes.insert(format!("{name}.bias"), (vec![shape[0]], draw(shape[0])));
    }
    let views = bytes.iter().map(|(name, (shape, bytes))| {
        (name, TensorView::new(Dtype::F32, shape.clone(), bytes).unwrap())
    });
    std::fs::write(path, safetensors::serialize(views, None).unwrap()).unwrap();
}

fn odd_design(folder: &Path) -> Compiled {
    let array = |rows, columns, weight, digitizer, active_rows| Array {
        digitizer,
        active_rows,
        ..Array::new(rows, columns, weight)
    };
    let clip = Conversion::clip(3);
    let samples: Vec<Vec<i64>> =
        (0..20).map(|n| (0..20).map(|lane| (n * 7 + lane * 3) % 16 - 8).collect()).collect();
    write_codes(&folder.join("samples.npy"), &samples).unwrap();
    write_weights(
        &folder.join("w.safetensors"),
        &[("a", &[9, 20]), ("b", &[6, 9]), ("c", &[3, 6])],
    );
    let data = DataFiles { calibration: Some("samples.npy".into()), train: None, test: None };
    let design = Design::builder("odd")
        .input([20], Format::signed(4), 0.125)
        .parameters("w.safetensors")
        .data(data)
        .hardware("clipped", array(8, 4, Format::signed(3), clip, None))
        .hardware("grouped", array(16, 4, Format::signed(5), Conversion::Exact, Some(5)))
        .hardware("binary", array(4, 3, Format::unsigned(1), Conversion::Exact, None))
        .dense_relu("a", 9, "clipped", Format::unsigned(3))
        .dense_relu("b", 6, "grouped", Format::unsigned(2))
        .dense("c", 3, "binary")
        .build(folder)
        .unwrap();
    compile(design).unwrap()
}

fn agree(compiled: &Compiled, simulator: &mut dyn Simulator) {
    let reference = Reference::new(compiled, stimulus(&compiled.input(), 120, 5)).unwrap();
    for pacing in [Pacing::Full, Pacing::Random { seed: 9 }] {
        let (result, _) = reference.check(compiled, simulator, pacing, Some(5)).unwrap();
        assert!(result.passed(), "{result:?}");
        assert_eq!(result.paced, pacing != Pacing::Full);
    }
}

#[test]
fn an_odd_design_is_right_in_the_embedded_simulator() {
    let folder = tempfile::tempdir().unwrap();
    let compiled = odd_design(folder.path());
    let mut embedded = Embedded::new(compiled.validated().unwrap()).unwrap();
    agree(&compiled, &mut embedded);
    for sample in stimulus(&compiled.input(), 60, 4) {
        let golden = Reference::new(&compiled, vec![sample.clone()]).unwrap();
        assert_eq!(golden.results[0], compiled.network.as_ref().unwrap().evaluate(&sample));
    }
}

#[test]
fn an_odd_design_is_right_in_icarus() {
    if or_skip(&ICARUS, "an_odd_design_is_right_in_icarus").is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let compiled = odd_design(folder.path());
    agree(&compiled, &mut Icarus::new(compiled.validated().unwrap()).unwrap());
}

#[test]
fn an_odd_design_is_right_in_verilator() {
    if or_skip(&VERILATOR, "an_odd_design_is_right_in_verilator").is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let compiled = odd_design(folder.path());
    agree(&compiled, &mut Verilator::brief(compiled.validated().unwrap()).unwrap());
}
