//! Random networks for tests of what is made of them.

use fastrand::Rng;

use crate::blocks::cim_array::Array;
use crate::blocks::digitizer::{RangeRule, Sar};
use crate::blocks::wht_crossbar::{Crossbar, RowDigitizer, RowOrder, Sign, Tie, WhtCrossbar};
use crate::design::HardwareSection;
use crate::design::Planes;
use crate::image::{Padding, Scan, Shape, Window};
use crate::num::{Format, rounded_mean};

use super::bwht::{Bwht, ChannelBlock};
use super::model::{AvgPool, Conv2d, Dense, Layer, Network, Pool};
use super::requantization::{Requantization, Scaling};

/// A network of some layers over a small image, and now and then lanes behind them, on the array `main`.
pub(crate) fn random(rng: &mut Rng, array: &Array) -> Network {
    let input = Format::unsigned(3);
    let first =
        Shape { height: rng.usize(1..8), width: rng.usize(1..8), channels: rng.usize(1..4) };
    let (mut image, mut format, mut layers) = (first, input, vec![]);
    for number in 0..rng.usize(1..4) {
        let layer = layer(rng, number, image, format, array);
        match &layer {
            Layer::Conv2d(conv) => (image, format) = (conv.output(), conv.requantization.output),
            Layer::MaxPool(pool) | Layer::AvgPool(AvgPool { pool, .. }) => image = pool.output(),
            Layer::Bwht(bwht) => format = bwht.requantization.output,
            Layer::Dense(_) | Layer::Flatten(_) | Layer::Argmax | Layer::Sign(_) => {}
        }
        layers.push(layer);
    }
    if rng.bool() {
        let order = rng.bool().then_some(image);
        layers.extend([Layer::Flatten(order), dense(rng, image.lanes(), array), Layer::Argmax]);
    }
    let hardware = HardwareSection::from([("main", array.clone())]);
    Network { input, lanes: first.lanes(), input_scale: 1.0, hardware, layers }
}

fn layer(rng: &mut Rng, number: usize, image: Shape, format: Format, array: &Array) -> Layer {
    let window = window(rng, image);
    let bare = Window { padding: Padding::default(), ..window };
    let fits = bare.over(image).places().next().is_some();
    let pool = Pool { input: image, window: bare };
    match (rng.u8(..5), rounded_mean(bare.pixels(), format)) {
        (0, _) if fits => Layer::MaxPool(pool),
        (1, Some((multiplier, shift))) if fits => {
            Layer::AvgPool(AvgPool { pool, multiplier, shift })
        }
        (2, _) => Layer::Bwht(bwht(rng, number, image, format)),
        _ => Layer::Conv2d(conv(rng, number, window.over(image), array)),
    }
}

/// A transform of the channels of each pixel, by any digitizer.
fn bwht(rng: &mut Rng, number: usize, image: Shape, format: Format) -> Bwht {
    let digitizer = match rng.u8(..3) {
        0 => RowDigitizer::Comparator,
        1 => RowDigitizer::Exact,
        _ => RowDigitizer::Sar(Sar::new(2, RangeRule::Full)),
    };
    let tie = match digitizer {
        RowDigitizer::Comparator => [Tie::Plus, Tie::Zero, Tie::Previous][rng.usize(..3)],
        _ => Tie::Plus,
    };
    let order = [RowOrder::Natural, RowOrder::Sequency, RowOrder::Dyadic][rng.usize(..3)];
    let crossbar = Crossbar { order, digitizer, tie, ..Crossbar::new([2, 4][rng.usize(..2)]) };
    let planes = [Planes::SignedMagnitude, Planes::TwosComplement][rng.usize(..2)];
    let (bits, sign) = planes.of(format).unwrap_or((1, Sign::Unsigned));
    let blocks = crossbar.blockwise(image.channels).into_iter().map(|(channels, crossbar)| {
        let most = crossbar.greatest(bits);
        let thresholds = (0..crossbar.points).map(|_| rng.i64(0..=most)).collect();
        let forward = WhtCrossbar { thresholds, ..WhtCrossbar::new(crossbar, bits, sign) };
        ChannelBlock::new(channels, forward).unwrap()
    });
    let (blocks, relu) = (blocks.collect(), rng.bool());
    Bwht {
        name: format!("bwht{number}"),
        crossbar: "wht".into(),
        image: Some(image),
        blocks,
        requantization: requantization(rng, image.channels, relu),
        output_scale: 1.0,
    }
}

/// A window with at least one position.
fn window(rng: &mut Rng, image: Shape) -> Window {
    loop {
        let kernel = [rng.usize(1..4), rng.usize(1..4)];
        let zeros = |rng: &mut Rng, axis: usize| rng.usize(..kernel[axis]);
        let padding = Padding {
            top: zeros(rng, 0),
            bottom: zeros(rng, 0),
            left: zeros(rng, 1),
            right: zeros(rng, 1),
        };
        let window = Window { kernel, stride: [rng.usize(1..4), rng.usize(1..4)], padding };
        if window.over(image).places().next().is_some() {
            return window;
        }
    }
}

fn conv(rng: &mut Rng, number: usize, scan: Scan, array: &Array) -> Conv2d {
    let Scan { image: input, window } = scan;
    let depthwise = rng.bool();
    let (filters, seen) =
        if depthwise { (input.channels, 1) } else { (rng.usize(1..5), input.channels) };
    let relu = rng.bool();
    Conv2d {
        name: format!("conv{number}"),
        array: "main".into(),
        input,
        window,
        depthwise,
        weights: matrix(rng, filters, window.pixels() * seen, array),
        requantization: requantization(rng, filters, relu),
        output_scale: 1.0,
    }
}

fn dense(rng: &mut Rng, inputs: usize, array: &Array) -> Layer {
    let outputs = rng.usize(1..5);
    Layer::Dense(Dense {
        name: "dense".into(),
        array: "main".into(),
        weights: matrix(rng, outputs, inputs, array),
        requantization: requantization(rng, outputs, false),
        output_scale: 1.0,
    })
}

fn matrix(rng: &mut Rng, outputs: usize, inputs: usize, array: &Array) -> Vec<Vec<i64>> {
    let range = array.weight.min()..=array.weight.max();
    (0..outputs).map(|_| (0..inputs).map(|_| rng.i64(range.clone())).collect()).collect()
}

/// Filters differ in all their constants.
fn requantization(rng: &mut Rng, outputs: usize, relu: bool) -> Requantization {
    let bits = rng.u32(2..5);
    let output = if rng.bool() && relu { Format::unsigned(bits) } else { Format::signed(bits) };
    let lane = |rng: &mut Rng| {
        let shift = rng.u32(..6);
        Scaling { multiplier: rng.i64(0..16), bias: rng.i64(-9..9) << shift, shift }
    };
    Requantization { lanes: (0..outputs).map(|_| lane(rng)).collect(), relu, output }
}

/// The same network on so many arrays.
pub fn sharing(mut network: Network, count: impl Into<Option<usize>>) -> Network {
    if let Some(entry) = network.hardware.get_mut("main") {
        entry.count = count.into();
    }
    network
}
