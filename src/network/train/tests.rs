//! The network that is trained is the one that runs.

use candle_core::Tensor;

use crate::blocks::digitizer::{Conversion, RangeRule, Sar, Window};
use crate::blocks::wht_crossbar::{Crossbar, Digitizer, RowOrder, Tie};
use crate::design::{Bwht, Conv2d, Design, Padding, Planes, WeightScale};
use crate::network::Parameters;
use crate::network::quantize::quantize_with;
use crate::network::tests::array;
use crate::num::Format;

use super::model::Model;
use super::{DEVICE, Numbers, write};

/// A mean and a convolution whose sums keep their width, so that no range has to be learned.
fn assert_floats_are_codes(conv: Conv2d) {
    let folder = tempfile::tempdir().unwrap();
    let design = Design::builder("one")
        .input([5, 4, 2], Format::unsigned(4), 0.25)
        .parameters("w.safetensors")
        .array("main", array(16, Conversion::Exact))
        .avg_pool([2, 1])
        .layer(conv.weight_scale(WeightScale::PerTensor))
        .build(folder.path())
        .unwrap();
    let mut model = Model::new(&design, 3).unwrap();
    write(&design, &model.tensors().unwrap()).unwrap();
    let network = quantize_with(&design, &Parameters::read(&design).unwrap(), None).unwrap();

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

/// A blockwise transform of two blocks, one padded, of any kind: sums that keep their width.
#[test]
fn transforms_in_floats_are_those_in_integers() {
    let sar = |range| Digitizer::Sar(Sar::new(3, range));
    let window = RangeRule::Window(Window { low: 2, step: 2 });
    let compared = [Tie::Plus, Tie::Minus, Tie::Zero, Tie::Previous]
        .map(|tie| Crossbar { tie, ..Crossbar::new(4) });
    let digitizers = [Digitizer::Exact, sar(RangeRule::Full), sar(RangeRule::Clip), sar(window)];
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
        .crossbar("wht", crossbar.clone())
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
        let network = quantize_with(&design, &Parameters::read(&design).unwrap(), None).unwrap();
        let (given, unit) = (network.evaluate(&codes), network.output_scale().unwrap());
        for (code, float) in given.iter().zip(&floats) {
            let shown = format!("{crossbar:?} {format} {codes:?}: {given:?} {floats:?} {unit}");
            // Blocks of different scales are brought to one, and rounded.
            assert!((*code as f64 - f64::from(*float) / unit).abs() < 0.51, "{shown}");
        }
    }
}
