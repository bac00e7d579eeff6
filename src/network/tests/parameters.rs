//! Tensors of convolutions, as PyTorch stores them.

use std::path::Path;

use safetensors::Dtype;
use safetensors::tensor::TensorView;

use crate::blocks::digitizer::Conversion;
use crate::blocks::wht_crossbar::{Crossbar, RowDigitizer};
use crate::design::{Bwht, Conv2d, Design, Groups, Layer, Padding, Pool, WeightScale};
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
        weights: None,
        bias: None,
        prefix: None,
        kernel: [1, 3].into(),
        stride: 1.into(),
        padding: Padding::Same,
        groups,
        array: "main".into(),
        weight_scale: WeightScale::PerTensor,
        activation: None,
        output: None,
    })
}

fn design(folder: &Path, layer: Layer) -> Design {
    Design::builder("one")
        .input([2, 4, 2], Format::unsigned(4), 0.5)
        .parameters("w.safetensors")
        .hardware("main", array(16, Conversion::Exact))
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
    let network = quantize(&design).unwrap().network;
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
    let pool = Pool { size: 2.into(), stride: None };
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[]);
    for layer in [Layer::MaxPool(pool.clone()), Layer::AvgPool(pool)] {
        let input = Design::builder("one").input([2, 4, 2], Format::signed(5), 0.5);
        let design = input.parameters("w.safetensors").layer(layer).build(folder.path()).unwrap();
        let network = quantize(&design).unwrap().network;
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

/// Six channels on a crossbar of four points: a block of four, and one of two.
fn transform(folder: &Path) -> Design {
    Design::builder("one")
        .input([6], Format::signed(4), 0.5)
        .parameters("w.safetensors")
        .hardware("wht", Crossbar { digitizer: RowDigitizer::Exact, ..Crossbar::new(4) })
        .layer(Bwht::new("mix", "wht"))
        .build(folder)
        .unwrap()
}

#[test]
fn transforms_divide_by_their_points_unless_they_are_scaled() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("mix.threshold", &[6])]);
    let design = transform(folder.path());
    let parameters = Parameters::read(&design).unwrap();
    let real = parameters.transform("mix").unwrap();
    assert_eq!((&real.thresholds[..], &real.scales), (&[1., 2., 3., 4., 5., 6.][..], &None));
    let network = quantize(&design).unwrap().network;
    let network::Layer::Bwht(bwht) = &network.layers[0] else { panic!() };
    // Thresholds in codes of the input, which are worth 0.5.
    assert_eq!(bwht.blocks[0].forward.thresholds, [2, 4, 6, 8]);
    assert_eq!(bwht.blocks[1].forward.thresholds, [10, 12]);
    assert_eq!([bwht.blocks[0].inverse.bits, bwht.blocks[1].inverse.bits], [5, 4]);
    // Sums of the first block are worth 0.5 / 4, those of the second 0.5 / 2: the first are brought to the second's.
    assert_eq!(network.output_scale(), Some(0.25));
    // H x = (8, 0, 0, 0), less 2: (6, 6, 6, 6) back, of which each is half; H (7, -7) = (0, 14), less 12: (2, -2) back.
    assert_eq!(network.evaluate(&[2, 2, 2, 2, 7, -7]), [3, 3, 3, 3, 2, -2]);
    write(folder.path(), &[("mix.threshold", &[6]), ("mix.scale", &[2])]);
    let parameters = Parameters::read(&transform(folder.path())).unwrap();
    assert_eq!(parameters.transform("mix").unwrap().scales, Some(vec![1.0, 2.0]));
}

#[test]
fn numbers_of_transforms_that_do_not_fit_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |tensors: &[(&str, &[usize])]| {
        write(folder.path(), tensors);
        let found = Parameters::read(&transform(folder.path())).unwrap_err();
        found.into_iter().map(|one| one.code).collect::<Vec<_>>()
    };
    assert_eq!(refused(&[("mix.weight", &[6])]), [codes::NO_TENSOR]);
    assert_eq!(refused(&[("mix.threshold", &[8])]), [codes::SHAPE]);
    assert_eq!(refused(&[("mix.threshold", &[6]), ("mix.scale", &[1])]), [codes::SHAPE]);
}
