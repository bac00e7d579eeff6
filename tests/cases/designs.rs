//! Designs of `tests/cases/`, and what they compute.

use std::path::{Path, PathBuf};

use cimgen::blocks::Beat;
use cimgen::compile::{Compiled, Effort, Reference, Stimuli, compile};
use cimgen::cosim::{Embedded, Pacing};
use cimgen::dataflow::Evaluator;
use cimgen::design::Design;
use cimgen::network::Samples;

/// The file of a case.
pub fn file(case: &str, name: &str) -> PathBuf {
    Path::new("tests/cases").join(case).join(name)
}

/// The design of a case.
pub fn case(case: &str) -> Compiled {
    compile(Design::read(&file(case, "design.yaml")).unwrap()).unwrap()
}

/// The text of a case's design with some of it replaced, beside its files.
pub fn changed(case: &str, changes: &[(&str, &str)]) -> Compiled {
    let path = file(case, "design.yaml");
    let mut text = std::fs::read_to_string(&path).unwrap();
    for (from, to) in changes {
        assert!(text.contains(from), "{from} is not in\n{text}");
        text = text.replace(from, to);
    }
    written(&text, path.parent().unwrap())
}

/// A text as a design beside the files of a folder.
pub fn written(text: &str, folder: &Path) -> Compiled {
    let design = Design::from_yaml(text, "design.yaml", folder);
    compile(design.unwrap_or_else(|found| panic!("{found:?}\n{text}"))).unwrap()
}

/// The results of samples by the golden models, which are those of the embedded simulator in every cycle.
pub fn results(compiled: &Compiled, samples: &[Vec<i64>]) -> Vec<Beat> {
    let program = compiled.program(compiled.beats(samples));
    let golden = Evaluator::new(&compiled.graph).unwrap().evaluate(&program);
    let reference = Reference::of_beats(compiled, program).unwrap();
    assert_eq!(simulated(compiled, &reference, Pacing::Full), golden);
    compiled.outcomes(&golden).unwrap()
}

/// The results of a case's own samples.
pub fn own_results(case: &str, compiled: &Compiled) -> Vec<Beat> {
    let input = &compiled.design.description().input;
    let lanes = compiled.design.input_lanes();
    let read = Samples::read(&file(case, "x.npy"), lanes, input.format(), input.scale());
    results(compiled, &read.unwrap().codes)
}

/// What hardware gives for beats, in which no value and no cycle departs from what is predicted.
pub fn simulated(compiled: &Compiled, reference: &Reference, pacing: Pacing) -> Vec<Beat> {
    let mut embedded = Embedded::new(compiled.validated().unwrap()).unwrap();
    let (result, given) = reference.check(compiled, &mut embedded, pacing, None).unwrap();
    assert!(result.passed(), "{result:?}");
    given
}

/// Corner and random samples, with loads between them where weights can be written, and every block by itself: all
/// as predicted.
pub fn verify(compiled: &Compiled) {
    let mut effort = Effort::default();
    effort.vectors = 40;
    for seed in 1..4 {
        let beats = Stimuli::new(compiled, &effort, seed, &[]).unwrap().beats;
        let beats = compiled.exercise(beats, seed);
        let reference = Reference::of_beats(compiled, beats).unwrap();
        for pacing in [Pacing::Full, Pacing::Random { seed: seed as u32 }] {
            simulated(compiled, &reference, pacing);
        }
    }
    compiled.alone(&Effort::default()).unwrap();
}

/// All samples of so many lanes of `bits` bits without a sign.
pub fn all_samples(lanes: u32, bits: u32) -> Vec<Vec<i64>> {
    let lane = |sample: i64, lane: u32| (sample >> (lane * bits)) & ((1 << bits) - 1);
    let samples = 0..1i64 << (lanes * bits);
    samples.map(|sample| (0..lanes).map(|own| lane(sample, own)).collect()).collect()
}
