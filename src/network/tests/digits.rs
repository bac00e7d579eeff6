//! The examples recognize digits that they were not trained on.

use std::path::Path;

use crate::design::Design;
use crate::network::{Part, accuracy, labelled, quantize};

/// Test samples, and how many of them a design's network recognizes.
fn recognized(design: &str) -> (usize, usize) {
    let design = Design::read(Path::new(design)).unwrap();
    let network = quantize(&design).unwrap().network;
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

/// With one bit of each product-sum, within 3 points of the float twin's 94.6 % (the mean of four seeds,
/// `docs/walsh_hadamard.md`), and with less than half of the planes.
#[test]
fn a_transform_of_comparators_recognizes_nearly_as_many_as_its_twin() {
    let design = Design::read(Path::new("designs/digits_bwht.yaml")).unwrap();
    let network = quantize(&design).unwrap().network;
    let (samples, labels) = labelled(&design, Part::Test).unwrap().unwrap();
    let correct = accuracy(&network.evaluate_all(&samples), &labels);
    let [mix] = &network.transforms(&samples.codes)[..] else { panic!() };
    let figures = [mix.planes_per_row(), mix.planes_per_array(), mix.sparsity()];
    println!("{correct} of {}, {figures:?}, dead {:?}", labels.len(), mix.dead_rows());
    assert!(correct as f64 / labels.len() as f64 >= 0.946 - 0.03);
    assert!(mix.planes_per_row() < 4.0 && mix.count == 360);
    assert_eq!(mix.planes_per_live_row() == mix.planes_per_row(), mix.dead_rows().is_empty());
}
