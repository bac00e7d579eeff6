//! Convolutions and pools in all simulators: strides, padding, filters for one channel each, a window of
//! one pixel, weights in ROM, in RAM, and on arrays that products share.

use std::path::Path;

use cimgen::compile::{Compiled, Reference, compile};
use cimgen::cosim::{Embedded, Icarus, Pacing, Simulator, Verilator, stimulus};
use cimgen::design::Design;
use cimgen::network::write_codes;
use cimgen::tool::{ICARUS, VERILATOR, or_skip};

use super::designs::write_weights;

const DESIGN: &str = "
version: 1
name: images
clock_mhz: 100
input: { shape: [7, 6, 2], format: u3 }
parameters: w.safetensors
data: { calibration: samples.npy }
layers:
  - conv2d: { name: a, filters: 5, kernel: [3, 2], padding: same, stride: [1, 1], array: rom, activation: relu, output: u3 }
  - max_pool: { size: [2, 3], stride: [1, 1] }
  - conv2d: { name: b, filters: 5, kernel: [2, 2], groups: depthwise, padding: { explicit: { top: 1, left: 1 } }, array: shared, output: s4 }
  - avg_pool: { size: [3, 1], stride: [2, 2] }
  - conv2d: { name: c, filters: 3, kernel: [1, 1], array: shared, activation: relu, output: u2 }
  - flatten: {}
  - dense: { name: d, outputs: 4, array: ram }
hardware:
  rom: { cim_array: { rows: 7, columns: 3, weight: s4, storage: rom, digitizer: { flash: { bits: 2, range: clip } } } }
  ram: { cim_array: { rows: 5, columns: 4, weight: s3, storage: ram, digitizer: exact, weight_planes: serial } }
  shared: { cim_array: { rows: 9, columns: 2, weight: s3, storage: ram, digitizer: exact, count: 2 } }
";

/// Samples are images, a pixel a beat.
fn design(folder: &Path) -> Compiled {
    let mut rng = fastrand::Rng::with_seed(3);
    let mut image = || (0..7 * 6 * 2).map(|_| rng.i64(0..8)).collect();
    let samples: Vec<Vec<i64>> = (0..20).map(|_| image()).collect();
    write_codes(&folder.join("samples.npy"), &samples).unwrap();
    write_weights(
        &folder.join("w.safetensors"),
        &[("a", &[5, 2, 3, 2]), ("b", &[5, 1, 2, 2]), ("c", &[3, 5, 1, 1]), ("d", &[4, 12])],
    );
    compile(Design::from_yaml(DESIGN, "images.yaml", folder).unwrap()).unwrap()
}

fn agree(compiled: &Compiled, simulator: &mut dyn Simulator) {
    assert_eq!(compiled.beats_per_sample(), 42);
    let beats = compiled.exercise(stimulus(&compiled.input(), 12 * 42, 5), 7);
    let reference = Reference::of_beats(compiled, beats).unwrap();
    for pacing in [Pacing::Full, Pacing::Random { seed: 9 }] {
        let (result, _) = reference.check(compiled, simulator, pacing, Some(5)).unwrap();
        assert!(result.passed(), "{result:?}");
        // The first 8 again with all weights at either end.
        assert_eq!(result.beats, 12 + 2 * 8);
    }
}

#[test]
fn images_are_right_in_the_embedded_simulator() {
    let folder = tempfile::tempdir().unwrap();
    let compiled = design(folder.path());
    agree(&compiled, &mut Embedded::new(compiled.validated().unwrap()).unwrap());
    let beats = stimulus(&compiled.input(), 4 * 42, 5);
    let reference = Reference::of_beats(&compiled, compiled.program(beats.clone())).unwrap();
    let images: Vec<Vec<i64>> = beats.chunks(42).map(<[Vec<i64>]>::concat).collect();
    let expected: Vec<Vec<i64>> =
        images.iter().map(|image| compiled.network.as_ref().unwrap().evaluate(image)).collect();
    assert_eq!(compiled.outcomes(&reference.results).unwrap(), expected);
}

#[test]
fn images_are_right_in_icarus() {
    if or_skip(&ICARUS, "images_are_right_in_icarus").is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let compiled = design(folder.path());
    agree(&compiled, &mut Icarus::new(compiled.validated().unwrap()).unwrap());
}

#[test]
fn images_are_right_in_verilator() {
    if or_skip(&VERILATOR, "images_are_right_in_verilator").is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let compiled = design(folder.path());
    agree(&compiled, &mut Verilator::brief(compiled.validated().unwrap()).unwrap());
}
