//! Tensors of convolutions, as PyTorch stores them.

use std::path::Path;

use safetensors::Dtype;
use safetensors::tensor::TensorView;

use crate::blocks::digitizer::Conversion;
use crate::design::{Conv2d, Design, Groups, Layer, Padding, Pool, WeightScale};
use crate::network::{self, Parameters, codes, quantize};
use crate::num::Format;

use super::array;

/// Writes tensors that count up from 1.
fn write(folder: &Path, tensors: &[(&str, &[usize])]) {
    let bytes: Vec<Vec<u8>> = tensors
        .iter()
        .map(|(_, shape)| shape.iter().product::<usize>())
        .map(|count| (1..=count).flat_map(|number| (number as f32).to_le_bytes()).collect())
        .collect();
    let views = tensors.iter().zip(&bytes).map(|((name, shape), bytes)| {
        (*name, TensorView::new(Dtype::F32, shape.to_vec(), bytes).unwrap())
    });
    let file = safetensors::serialize(views, None).unwrap();
    std::fs::write(folder.join("w.safetensors"), file).unwrap();
}

fn conv(filters: usize, groups: Groups) -> Layer {
    Layer::Conv2d(Conv2d {
        name: "conv".into(),
        filters,
        kernel: [1, 3],
        stride: [1, 1],
        padding: Padding::Same,
        groups,
        tile: "main".into(),
        weight_scale: WeightScale::PerTensor,
        activation: None,
        output: None,
    })
}

fn design(folder: &Path, layer: Layer) -> Design {
    Design::builder("one")
        .input([2, 4, 2], Format::unsigned(4), 0.5)
        .parameters("w.safetensors")
        .array("main", array(16, Conversion::Exact))
        .layer(layer)
        .build(folder)
        .unwrap()
}

#[test]
fn channels_come_last() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("conv.weight", &[2, 2, 1, 3]), ("conv.bias", &[2])]);
    let parameters = Parameters::read(&design(folder.path(), conv(2, Groups::None))).unwrap();
    let real = parameters.layer("conv").unwrap();
    // The first filter has 1, 2, 3 for channel 0 and 4, 5, 6 for channel 1.
    let first = [1.0, 4.0, 2.0, 5.0, 3.0, 6.0];
    assert_eq!(real.weights, [first, first.map(|weight| weight + 6.0)]);
    assert_eq!(real.bias, [1.0, 2.0]);
}

#[test]
fn depthwise_filters_have_one_channel() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("conv.weight", &[2, 1, 1, 3])]);
    let design = design(folder.path(), conv(2, Groups::Depthwise));
    let network = quantize(&design).unwrap();
    let network::Layer::Conv2d(conv) = &network.layers[0] else { panic!("{network:?}") };
    assert!(conv.depthwise);
    // One code is worth 6/7 in both filters.
    assert_eq!(conv.weights, [[1, 2, 4], [5, 6, 7]]);
    assert_eq!(conv.output(), conv.input);
    let unit = 0.5 * 6.0 / 7.0;
    assert!((network.output_scale().unwrap() - unit).abs() < 1e-12);
    // Column by column 1, 2, 3, 4 in channel 0, and zeros around: 2*1 + 4*2 and so on.
    let image = [1, 0, 2, 0, 3, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    let given: Vec<i64> = network.evaluate(&image).into_iter().step_by(2).collect();
    assert_eq!(given, [10, 17, 24, 11, 0, 0, 0, 0]);
}

#[test]
fn wrong_shapes_are_told() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("conv.weight", &[2, 1, 1, 3]), ("conv.bias", &[3])]);
    let found = Parameters::read(&design(folder.path(), conv(2, Groups::None))).unwrap_err();
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.iter().all(|one| one.code == codes::SHAPE), "{found:?}");
    assert!(found[0].cause.contains("is [2, 1, 1, 3], must be [2, 2, 1, 3]"), "{found:?}");
}

#[test]
fn pools_keep_format_and_scale() {
    let pool = Pool { size: [2, 2], stride: None };
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[]);
    for layer in [Layer::MaxPool(pool.clone()), Layer::AvgPool(pool)] {
        let input = Design::builder("one").input([2, 4, 2], Format::signed(5), 0.5);
        let design = input.parameters("w.safetensors").layer(layer).build(folder.path()).unwrap();
        let network = quantize(&design).unwrap();
        assert_eq!(network.output_scale(), Some(0.5));
        let image: Vec<i64> = (-8..8).collect();
        let expected: &[i64] = match network.layers[0] {
            network::Layer::MaxPool(_) => &[2, 3, 6, 7],
            // Of -8, -6, 0, 2 the mean is -3.
            _ => &[-3, -2, 1, 2],
        };
        assert_eq!(network.evaluate(&image), expected);
    }
}
