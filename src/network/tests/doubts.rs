//! What is odd about trained weights, as its maker sees it.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use expect_test::expect_file;
use safetensors::Dtype;
use safetensors::tensor::TensorView;

use crate::design::Design;
use crate::diag::render;
use crate::network::{doubts, inspect, quantize, write_codes};

const TINY: &str = "\
version: 1
name: tiny
clock_mhz: 100
input: { shape: [2], format: u4 }
parameters: w.safetensors
data: { calibration: x.npy }
layers:
  - dense: { name: a, outputs: 3, array: main, activation: relu, output: u4 }
  - dense: { name: b, outputs: 2, array: main }
hardware:
  main: { cim_array: { rows: 3, columns: 3, weight: s4, storage: rom, digitizer: exact } }
";

/// Warnings about the weights of a design: six of `a`, three biases of `a`, six of `b`.
fn warned(design: &str, a: [f32; 6], bias: [f32; 3], b: [f32; 6]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let tensors = [
        ("a.weight", vec![3, 2], &a[..]),
        ("a.bias", vec![3], &bias[..]),
        ("b.weight", vec![2, 3], &b[..]),
    ];
    let tensors = tensors.map(|(name, shape, numbers)| {
        let bytes: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        (name, shape, bytes)
    });
    let views: HashMap<&str, TensorView<'_>> = tensors
        .iter()
        .map(|(name, shape, bytes)| {
            (*name, TensorView::new(Dtype::F32, shape.clone(), bytes).unwrap())
        })
        .collect();
    let file = folder.path().join("w.safetensors");
    fs::write(file, safetensors::serialize(views, None).unwrap()).unwrap();
    write_codes(&folder.path().join("x.npy"), &[vec![1, 1], vec![1, 0]]).unwrap();
    let design = Design::from_yaml(design, "design.yaml", folder.path()).unwrap();
    assert_eq!(design.warnings(), []);
    render(&doubts(&design, &quantize(&design).unwrap().network))
}

#[test]
fn odd_weights_are_told() {
    let (a, bias, b) =
        ([0.5, -0.25, 1.0, 0.125, 0.75, -1.0], [0.0, 3.0, 0.0], [1.0, 0.5, -1.0, 0.25, 0.0, 1.0]);
    assert_eq!(warned(TINY, a, bias, b), "");
    // Absent biases and biases of 0 are nothing odd.
    assert_eq!(warned(TINY, a, [0.0; 3], b), "");
    let wide = TINY.replace("output: u4", "output: u8").replace("format: u4", "format: u1");
    let one_scale = wide.replace("outputs: 3,", "outputs: 3, weight_scale: per_tensor,");
    let binary = TINY.replace("weight: s4", "weight: u1");
    // Scales and biases of their own tell outputs apart by more bits.
    assert_eq!(warned(&wide, a, [0.0; 3], b), "");
    assert_eq!(warned(&one_scale, a, bias, b), "");
    let mut shown = String::new();
    for (title, text) in [
        ("no weights at all", warned(TINY, [0.0; 6], bias, b)),
        ("an output without weights", warned(TINY, [0.5, 1.0, 0.0, 0.0, 0.75, -1.0], bias, b)),
        ("binary weights below 0", warned(&binary, a.map(|one| -one.abs()), bias, b.map(f32::abs))),
        ("outputs that nothing reads", warned(TINY, a, bias, [0.0, 0.5, 0.0, 0.0, 0.25, 0.0])),
        ("some binary weights below 0", warned(&binary, a, bias, b)),
        (
            "weights that round to 0",
            warned(
                TINY,
                a,
                bias,
                [1.0, 0.5, -1.0, 0.01, 0.0, 1.0]
                    .map(|one: f32| if one == 1.0 { one } else { one / 20.0 }),
            ),
        ),
        ("biases that vanish", warned(TINY, a, [1e-9, -2e-8, 0.0], b)),
        ("an output wider than its sums", warned(&one_scale, a, [0.0; 3], b)),
    ] {
        assert_ne!(text, "", "{title}");
        shown.push_str(&format!("==== {title}\n{text}\n"));
    }
    expect_file!["doubts.txt"].assert_eq(&shown);
}

/// Whether the samples that a design names are here: some are fetched, not committed.
fn has_samples(design: &Design) -> bool {
    let data = design.description().data.as_ref();
    data.and_then(|data| data.train.as_ref()).is_none_or(|part| design.file(&part.input).exists())
}

/// What cimgen shows as good is without warnings.
#[test]
fn examples_have_no_odd_weights() {
    for entry in fs::read_dir("designs").unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|end| end == "yaml") {
            let design = Design::read(Path::new(&path)).unwrap();
            assert_eq!(render(design.warnings()), "");
            assert_eq!(render(&inspect(&design)), "");
            if has_samples(&design) {
                let made = quantize(&design).unwrap();
                assert_eq!(render(&doubts(&design, &made.network)), "");
                assert_eq!(render(&made.warnings), "");
            } else {
                println!("skipped: weights of {}, whose samples are not here", path.display());
            }
        }
    }
}
