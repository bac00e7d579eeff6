//! The float network beside the integers, as the program tells it.

use std::fs;
use std::path::Path;

use cimgen::network::{labels, write_codes};

use crate::case::{cimgen, cimgen_in, findings, flowing, text};

#[test]
fn layers_and_accuracy_are_told() {
    let output = cimgen(&["profile", "designs/digits_mlp.yaml"]);
    assert_eq!(text(&output.stderr), "");
    let told = text(&output.stdout);
    for part in
        ["layer  codes  SQNR dB", "fc1    u4", "fc2    s", "float      ", "integers   347 of 360"]
    {
        assert!(told.contains(part), "{told}");
    }
    assert!(told.lines().all(|line| line.chars().count() <= 80), "{told}");
    let json: serde_json::Value =
        serde_json::from_slice(&cimgen(&["--json", "profile", "designs/digits_mlp.yaml"]).stdout)
            .unwrap();
    let counts = json["accuracy"]["confusion"]["counts"].as_array().unwrap();
    let all: u64 =
        counts.iter().flat_map(|row| row.as_array().unwrap()).map(|n| n.as_u64().unwrap()).sum();
    assert_eq!((counts.len(), all), (10, 360));
}

#[test]
fn a_graph_has_no_float_network() {
    let output = cimgen(&["profile", "designs/low_rank.yaml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(flowing(&output.stderr).contains("a `graph` has no float network"));
}

/// What `profile` says of the digits where their test labels were changed.
fn told_of(change: impl Fn(&mut [i64])) -> String {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("digits")).unwrap();
    let designs = Path::new("designs");
    for name in ["train_images.npy", "train_labels.npy", "test_images.npy"] {
        fs::copy(designs.join("digits").join(name), at("digits").join(name)).unwrap();
    }
    for name in ["digits_mlp.yaml", "digits_mlp.safetensors"] {
        fs::copy(designs.join(name), at(name)).unwrap();
    }
    let mut labels = labels(&designs.join("digits/test_labels.npy"), 360).unwrap();
    change(&mut labels);
    let rows: Vec<Vec<i64>> = labels.into_iter().map(|label| vec![label]).collect();
    write_codes(&at("digits/test_labels.npy"), &rows).unwrap();
    let output = cimgen_in(folder.path(), &["profile", "digits_mlp.yaml"]);
    findings(&output.stderr)
}

/// Labels that belong to other samples: nothing fits, and it is said what may be wrong.
#[test]
fn figures_that_are_chance_are_told() {
    let told = told_of(|labels| labels.rotate_right(7));
    assert!(told.starts_with("warning[N025]: "), "{told}");
    for part in
        ["which is chance for 10 classes", "`fc1`", "`input.scale`", "whether labels belong"]
    {
        assert!(told.contains(part), "{told}");
    }
    let exchanged =
        told_of(|labels| labels.iter_mut().for_each(|label| *label = (*label + 1) % 10));
    for part in ["which is less than chance for 10 classes", "labels seem to be exchanged"] {
        assert!(exchanged.contains(part), "{exchanged}");
    }
}
