//! Random designs of layers.

use fastrand::Rng;

use crate::blocks::cim_array::{Array, Storage, WeightPlanes};
use crate::blocks::digitizer::random;
use crate::design::{
    Biases, Builder, Conv2d, DataFiles, Dense, Design, HardwareEntry, Labelled, Layer, Padding,
    Pool, WeightScale,
};
use crate::image;
use crate::num::Format;

/// A legal design: an image that convolutions and pools go over, dense layers, and perhaps an argmax.
pub fn design(rng: &mut Rng) -> Builder {
    let arrays = ["main", "second"];
    let side = rng.usize(8..12);
    let shape = if rng.bool() { vec![side, side] } else { vec![side, side, rng.usize(1..4)] };
    let mut channels = shape.get(2).copied().unwrap_or(1);
    let scale = f64::from(rng.u32(1..1000)) / 64.0;
    let mut builder = Design::builder(name(rng))
        .clock_mhz(f64::from(rng.u32(1..5000)) / 8.0)
        .input(shape, Format::unsigned(rng.u32(1..9)), scale)
        .parameters(format!("{}.safetensors", name(rng)))
        .data(data(rng))
        .hardware(arrays[0], array(rng))
        .hardware(arrays[1], array(rng));
    for number in 0..rng.usize(..3) {
        let tile = arrays[rng.usize(..2)];
        let depthwise = rng.bool();
        let filters = if depthwise { channels } else { rng.usize(1..9) };
        let kernel = [2, rng.usize(1..3)];
        let conv = Conv2d::new(format!("conv{number}"), filters, kernel, tile);
        let conv = if depthwise { conv.depthwise() } else { conv };
        let conv = conv.padding(padding(rng, kernel)).stride([1, rng.usize(1..3)]);
        let conv = Conv2d { bias: bias(rng), ..conv.weight_scale(weight_scale(rng)) };
        let conv = match rng.u8(..3) {
            0 => conv,
            1 => conv.prefix(format!("{}.{number}", name(rng))),
            _ => conv.weights(format!("{number}.weight")),
        };
        let conv = conv.relu(Format::unsigned(rng.u32(1..9)));
        channels = filters;
        builder = builder.layer(conv);
        if rng.bool() {
            let stride = rng.bool().then_some(1.into());
            let pool = Pool { size: 1.into(), stride };
            builder = builder.layer(match rng.bool() {
                true => Layer::MaxPool(pool),
                false => Layer::AvgPool(pool),
            });
        }
    }
    builder = if rng.bool() { builder.flatten() } else { builder.flatten_channels_first() };
    for number in 0..rng.usize(..3) {
        let dense = Dense::new(format!("fc{number}"), rng.usize(2..20), arrays[rng.usize(..2)]);
        let dense = Dense { bias: bias(rng), ..dense.weight_scale(weight_scale(rng)) };
        let dense = if rng.bool() { dense.prefix(number.to_string()) } else { dense };
        let dense = dense.relu(Format::unsigned(rng.u32(1..9)));
        builder = builder.layer(dense);
    }
    builder = builder.dense("last", rng.usize(2..20), arrays[rng.usize(..2)]);
    if rng.bool() { builder.argmax() } else { builder }
}

fn name(rng: &mut Rng) -> String {
    std::iter::once('n').chain((0..rng.usize(..6)).map(|_| rng.lowercase())).collect::<String>()
        + "_"
}

fn data(rng: &mut Rng) -> DataFiles {
    let mut labelled = || Labelled {
        input: format!("{} x.npy", name(rng)).into(),
        labels: format!("{}.npy", name(rng)).into(),
    };
    let (train, test) = (Some(labelled()), Some(labelled()));
    let calibration = rng.bool().then(|| "c/on.npy".into());
    DataFiles { train, calibration, test: test.filter(|_| rng.bool()) }
}

fn array(rng: &mut Rng) -> HardwareEntry {
    let bits = rng.u32(1..9);
    let weight = if bits == 1 { Format::unsigned(1) } else { Format::signed(bits) };
    let rows = rng.usize(1..300);
    let active_rows = rng.bool().then(|| rng.usize(1..=rows));
    let array = Array {
        digitizer: random::conversion(rng, active_rows.unwrap_or(rows)),
        storage: if rng.bool() { Storage::Rom } else { Storage::Ram },
        active_rows,
        weight_planes: if rng.bool() { WeightPlanes::Parallel } else { WeightPlanes::Serial },
        ..Array::new(rows, rng.usize(1..65), weight)
    };
    HardwareEntry::from(array).times(rng.bool().then(|| rng.usize(1..9)))
}

fn padding(rng: &mut Rng, kernel: [usize; 2]) -> Padding {
    match rng.u8(..4) {
        0 => Padding::Valid,
        1 => Padding::Same,
        2 => rng.usize(..kernel[1]).into(),
        _ => Padding::Explicit(image::Padding { top: rng.usize(..2), ..Default::default() }),
    }
}

fn bias(rng: &mut Rng) -> Option<Biases> {
    match rng.u8(..3) {
        0 => None,
        1 => Some(Biases::None),
        _ => Some(Biases::In(format!("{}.bias", rng.u8(..3)))),
    }
}

fn weight_scale(rng: &mut Rng) -> WeightScale {
    if rng.bool() { WeightScale::PerTensor } else { WeightScale::PerChannel }
}
