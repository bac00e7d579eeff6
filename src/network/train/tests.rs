//! The network that is trained is the one that runs.

use candle_core::Tensor;

use crate::blocks::digitizer::{Conversion, RangeRule, Sar, Window};
use crate::blocks::wht_crossbar::{Crossbar, RowDigitizer, RowOrder, Tie};
use crate::design::{Biases, Builder, Bwht, Conv2d, Dense, Design, Padding, Planes, WeightScale};
use crate::network::Parameters;
use crate::network::quantize::quantize_with;
use crate::network::tests::array;
use crate::num::Format;

use super::model::Model;
use super::{DEVICE, Numbers, Recipe, codes, train, write};

/// A mean and a convolution whose sums keep their width, so that no range has to be learned.
fn assert_floats_are_codes(conv: Conv2d) {
    assert_same(image().avg_pool([2, 1]).layer(conv.weight_scale(WeightScale::PerTensor)));
}

/// Begins a design of 40 lanes.
fn image() -> Builder {
    Design::builder("one")
        .input([5, 4, 2], Format::unsigned(4), 0.25)
        .parameters("w.safetensors")
        .hardware("main", array(16, Conversion::Exact))
}

/// A design of 40 lanes gives in integers what it gives in training.
fn assert_same(design: Builder) {
    let folder = tempfile::tempdir().unwrap();
    let design = design.build(folder.path()).unwrap();
    let mut model = Model::new(&design, 3).unwrap();
    write(&design, &model.tensors().unwrap()).unwrap();
    let network =
        quantize_with(&design, &Parameters::read(&design).unwrap(), None).unwrap().network;

    let mut rng = fastrand::Rng::with_seed(4);
    let codes: Vec<i64> = (0..40).map(|_| rng.i64(0..16)).collect();
    let real: Vec<f32> = codes.iter().map(|code| *code as f32 * 0.25).collect();
    let floats = model
        .forward(&Tensor::from_vec(real, (1, 40), &DEVICE).unwrap(), Numbers::Codes { tau: 1.0 })
        .unwrap();
    let floats: Vec<f32> = floats.flatten_all().unwrap().to_vec1().unwrap();
    let (given, unit) = (network.evaluate(&codes), network.output_scale().unwrap());
    assert_eq!(given.len(), floats.len());
    for (code, float) in given.iter().zip(floats) {
        assert!((*code as f64 - f64::from(float) / unit).abs() < 1e-3, "{code} {float} {unit}");
    }
    assert!(given.iter().any(|code| *code != 0));
}

#[test]
fn convolutions_in_floats_are_those_in_integers() {
    assert_floats_are_codes(Conv2d::new("conv", 3, [2, 3], "main").padding(Padding::Same));
    assert_floats_are_codes(Conv2d::new("conv", 3, [1, 2], "main").stride([1, 2]));
    assert_floats_are_codes(Conv2d::new("conv", 2, [2, 2], "main").depthwise());
}

/// Behind a `flatten` in PyTorch's order, weights are in that order in the file; without weights, lanes are.
#[test]
fn lanes_by_channel_in_floats_are_those_in_integers() {
    let flat = || image().avg_pool([1, 1]).flatten_channels_first();
    let dense = Dense::new("fc", 5, "main").weight_scale(WeightScale::PerTensor);
    assert_same(flat().layer(dense.clone().prefix("net.0")));
    assert_same(flat().layer(Dense { bias: Some(Biases::None), ..dense }));
    assert_same(flat());
}

#[test]
fn tensors_are_written_by_the_names_that_layers_take() {
    let conv = Conv2d::new("conv", 3, 2, "main").weights("0.weight");
    let dense = Dense { bias: Some(Biases::None), ..Dense::new("fc", 5, "main").prefix("2") };
    let crossbar = Crossbar { digitizer: RowDigitizer::Exact, ..Crossbar::new(4) };
    let design = image().hardware("wht", crossbar).layer(conv.relu(Format::unsigned(4)));
    let mix = Bwht::new("mix", "wht").prefix("1.mix").relu(Format::unsigned(4));
    let design = design.layer(mix).flatten().layer(dense).build("").unwrap();
    let mut names: Vec<String> =
        Model::new(&design, 3).unwrap().tensors().unwrap().into_keys().collect();
    names.sort();
    assert_eq!(names, ["0.bias", "0.weight", "1.mix.scale", "1.mix.threshold", "2.weight"]);
}

#[test]
fn layers_that_share_a_tensor_are_not_trained() {
    let dense = |name: &str| Dense::new(name, 40, "main").prefix("same");
    let design = image().layer(dense("a").relu(Format::unsigned(4))).layer(dense("b"));
    let error = train(&design.build("").unwrap(), Recipe::default()).unwrap_err();
    let told = &error[0];
    assert_eq!((error.len(), told.code), (1, codes::SHARED_TENSOR));
    let cause = "layers `a` and `b` take the tensor `same.weight`, and each trains one of its own";
    assert_eq!(told.cause, cause);
    assert_eq!(told.help.as_deref(), Some("give each a `prefix` of its own"));
}

/// A blockwise transform of two blocks, one padded, of any kind: sums that keep their width.
#[test]
fn transforms_in_floats_are_those_in_integers() {
    let sar = |range| RowDigitizer::Sar(Sar::new(3, range));
    let window = RangeRule::Window(Window { low: 2, step: 2 });
    let compared = [Tie::Plus, Tie::Minus, Tie::Zero, Tie::Previous]
        .map(|tie| Crossbar { tie, ..Crossbar::new(4) });
    let digitizers = [RowDigitizer::Exact, sar(RangeRule::Full), sar(RangeRule::Clip), sar(window)];
    let digitized = digitizers.map(|digitizer| Crossbar { digitizer, ..Crossbar::new(4) });
    let order = Crossbar { order: RowOrder::Sequency, ..Crossbar::new(4) };
    for crossbar in compared.into_iter().chain(digitized).chain([order]) {
        for format in [Format::unsigned(4), Format::signed(4)] {
            for planes in [Planes::SignedMagnitude, Planes::TwosComplement] {
                assert_transform(&crossbar, format, planes);
            }
        }
    }
}

fn assert_transform(crossbar: &Crossbar, format: Format, planes: Planes) {
    let folder = tempfile::tempdir().unwrap();
    let design = Design::builder("one")
        .input([6], format, 0.25)
        .parameters("w.safetensors")
        .hardware("wht", crossbar.clone())
        .layer(Bwht::new("mix", "wht").planes(planes))
        .build(folder.path())
        .unwrap();
    let mut model = Model::new(&design, 3).unwrap();
    let mut rng = fastrand::Rng::with_seed(4);
    for _ in 0..20 {
        let least = if format.is_signed() { 1 - (1 << 3) } else { 0 };
        let codes: Vec<i64> = (0..6).map(|_| rng.i64(least..=format.max())).collect();
        let real: Vec<f32> = codes.iter().map(|code| *code as f32 * 0.25).collect();
        let real = Tensor::from_vec(real, (1, 6), &DEVICE).unwrap();
        let floats = model.forward(&real, Numbers::Codes { tau: 1.0 }).unwrap();
        let floats: Vec<f32> = floats.flatten_all().unwrap().to_vec1().unwrap();
        // What a unit of thresholds is worth is known after a batch.
        write(&design, &model.tensors().unwrap()).unwrap();
        let network =
            quantize_with(&design, &Parameters::read(&design).unwrap(), None).unwrap().network;
        let (given, unit) = (network.evaluate(&codes), network.output_scale().unwrap());
        for (code, float) in given.iter().zip(&floats) {
            let shown = format!("{crossbar:?} {format} {codes:?}: {given:?} {floats:?} {unit}");
            // Blocks of different scales are brought to one, and rounded.
            assert!((*code as f64 - f64::from(*float) / unit).abs() < 0.51, "{shown}");
        }
    }
}
