//! The examples recognize digits that they were not trained on.

use std::path::Path;

use crate::design::Design;
use crate::network::{Part, accuracy, labelled, quantize};

/// Test samples, and how many of them a design's network recognizes.
fn recognized(design: &str) -> (usize, usize) {
    let design = Design::read(Path::new(design)).unwrap();
    let network = quantize(&design).unwrap();
    let (samples, labels) = labelled(&design, Part::Test).unwrap().unwrap();
    (labels.len(), accuracy(&network.evaluate_all(&samples), &labels))
}

#[test]
fn at_least_94_of_100_are_recognized() {
    for design in ["designs/digits_mlp.yaml", "designs/digits_cnn.yaml"] {
        let (samples, correct) = recognized(design);
        println!("{design}: {correct} of {samples}");
        assert!(samples == 360 && correct * 100 >= samples * 94, "{correct} of {samples}");
    }
}
