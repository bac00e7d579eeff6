//! The digits: all 360 test images in every simulator, every value and every cycle.

use std::path::Path;

use cimgen::compile::{Compiled, Reference, compile};
use cimgen::cosim::{Embedded, Icarus, Pacing, Simulator, Verilator};
use cimgen::design::Design;
use cimgen::network::{Samples, accuracy, labels};
use cimgen::num::Format;
use cimgen::tool::{ICARUS, VERILATOR, or_skip};

fn digits() -> (Compiled, Reference, Vec<i64>) {
    let compiled = compile(Design::read(Path::new("designs/digits_mlp.yaml")).unwrap()).unwrap();
    let file = Path::new("designs/digits/test_images.npy");
    let samples = Samples::read(file, 64, Format::unsigned(4), 1.0).unwrap();
    let labels = labels(Path::new("designs/digits/test_labels.npy"), 360).unwrap();
    let reference = Reference::new(&compiled, samples.codes).unwrap();
    (compiled, reference, labels)
}

fn recognizes(compiled: &Compiled, reference: &Reference, simulator: &mut dyn Simulator) {
    let (result, results) = reference.check(compiled, simulator, Pacing::Full, None).unwrap();
    assert!(result.passed() && !result.paced, "{result:?}");
    assert_eq!((result.beats, results.len()), (360, 360));
    assert_eq!(results, reference.results);
}

#[test]
fn the_golden_model_recognizes_digits() {
    let (compiled, reference, labels) = digits();
    let correct = accuracy(&reference.results, &labels);
    // 92 % of 360.
    assert!(correct >= 332, "{correct} of 360");
    for (beat, result) in reference.beats.iter().zip(&reference.results) {
        assert_eq!(compiled.network.evaluate(beat), *result);
    }
}

#[test]
fn the_embedded_simulator_recognizes_digits() {
    let (compiled, reference, _) = digits();
    recognizes(&compiled, &reference, &mut Embedded::new(compiled.validated().unwrap()).unwrap());
}

#[test]
fn verilator_recognizes_digits() {
    if or_skip(&VERILATOR, "verilator_recognizes_digits").is_some() {
        let (compiled, reference, _) = digits();
        let mut verilator = Verilator::new(compiled.validated().unwrap(), None).unwrap();
        recognizes(&compiled, &reference, &mut verilator);
        // The process is still there, and starts again from reset.
        recognizes(&compiled, &reference, &mut verilator);
    }
}

#[test]
fn icarus_recognizes_digits() {
    if or_skip(&ICARUS, "icarus_recognizes_digits").is_some() {
        let (compiled, reference, _) = digits();
        recognizes(&compiled, &reference, &mut Icarus::new(compiled.validated().unwrap()).unwrap());
    }
}
