//! Networks on images as hardware: what comes out is what the layers' definitions say.

use fastrand::Rng;

use crate::blocks::cim_array::{Array, Digitizer, Storage};
use crate::blocks::{Beat, StreamType};
use crate::dataflow::{Commands, Evaluator, Graph, Quota, Rates, Schedule, lower};
use crate::image::{Padding, Shape, Window};
use crate::network::{AvgPool, Conv2d, Dense, Layer, Network, Pool, Requantization};
use crate::num::{Format, rounded_mean};

use super::run;

/// Images that every network is run on.
const IMAGES: usize = 5;

/// A network of some layers over a small image, and now and then lanes behind them.
fn random(rng: &mut Rng, array: &Array) -> Network {
    let input = Format::unsigned(3);
    let first =
        Shape { height: rng.usize(1..8), width: rng.usize(1..8), channels: rng.usize(1..4) };
    let (mut image, mut format, mut layers) = (first, input, vec![]);
    for number in 0..rng.usize(1..4) {
        let layer = layer(rng, number, image, format, array);
        match &layer {
            Layer::Conv2d(conv) => (image, format) = (conv.output(), conv.requantization.output),
            Layer::MaxPool(pool) | Layer::AvgPool(AvgPool { pool, .. }) => image = pool.output(),
            Layer::Dense(_) | Layer::Flatten | Layer::Argmax => {}
        }
        layers.push(layer);
    }
    if rng.bool() {
        layers.extend([Layer::Flatten, dense(rng, image.lanes(), array), Layer::Argmax]);
    }
    let arrays = [("main".to_string(), array.clone())].into();
    Network { input, lanes: first.lanes(), input_scale: 1.0, arrays, layers }
}

fn layer(rng: &mut Rng, number: usize, image: Shape, format: Format, array: &Array) -> Layer {
    let window = window(rng, image);
    let bare = Window { padding: Padding::default(), ..window };
    let fits = bare.output(image).0 * bare.output(image).1 > 0;
    let pool = Pool { input: image, window: bare };
    match (rng.u8(..4), rounded_mean(bare.pixels(), format)) {
        (0, _) if fits => Layer::MaxPool(pool),
        (1, Some((multiplier, shift))) if fits => {
            Layer::AvgPool(AvgPool { pool, multiplier, shift })
        }
        _ => Layer::Conv2d(conv(rng, number, (image, window), array)),
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
        let (rows, columns) = window.output(image);
        if rows * columns > 0 {
            return window;
        }
    }
}

fn conv(rng: &mut Rng, number: usize, (input, window): (Shape, Window), array: &Array) -> Conv2d {
    let depthwise = rng.bool();
    let (filters, seen) =
        if depthwise { (input.channels, 1) } else { (rng.usize(1..5), input.channels) };
    let relu = rng.bool();
    Conv2d {
        name: format!("conv{number}"),
        tile: "main".into(),
        input,
        window,
        depthwise,
        weights: matrix(rng, filters, window.pixels() * seen, array),
        bias: (0..filters).map(|_| rng.i64(-9..9)).collect(),
        relu,
        requantization: requantization(rng, filters, relu),
        output_scale: 1.0,
    }
}

fn dense(rng: &mut Rng, inputs: usize, array: &Array) -> Layer {
    let outputs = rng.usize(1..5);
    Layer::Dense(Dense {
        name: "dense".into(),
        tile: "main".into(),
        weights: matrix(rng, outputs, inputs, array),
        bias: (0..outputs).map(|_| rng.i64(-9..9)).collect(),
        relu: false,
        requantization: requantization(rng, outputs, false),
        output_scale: 1.0,
    })
}

fn matrix(rng: &mut Rng, outputs: usize, inputs: usize, array: &Array) -> Vec<Vec<i64>> {
    let range = array.weight.min()..=array.weight.max();
    (0..outputs).map(|_| (0..inputs).map(|_| rng.i64(range.clone())).collect()).collect()
}

/// Filters differ in their multipliers.
fn requantization(rng: &mut Rng, outputs: usize, relu: bool) -> Requantization {
    let bits = rng.u32(2..5);
    let output = if relu { Format::unsigned(bits) } else { Format::signed(bits) };
    Requantization { multipliers: (0..outputs).map(|_| rng.i64(1..16)).collect(), shift: 4, output }
}

/// Random images, as beats of the graph's input.
fn images(rng: &mut Rng, network: &Network, graph: &Graph) -> (Vec<Vec<i64>>, Vec<Beat>) {
    let mut code = || rng.i64(network.input.min()..=network.input.max());
    let images: Vec<Vec<i64>> =
        (0..IMAGES).map(|_| (0..network.lanes).map(|_| code()).collect()).collect();
    let lanes = network.lanes / graph.beats_per_sample() as usize;
    let beats = images.iter().flat_map(|image| image.chunks(lanes).map(<[i64]>::to_vec)).collect();
    (images, beats)
}

/// The hardware gives what the definitions say, when the schedule says.
fn assert_as_defined(rng: &mut Rng, network: &Network) {
    let graph = lower("images", network).unwrap();
    let (images, beats) = images(rng, network, &graph);
    let expected: Vec<i64> = images.iter().flat_map(|image| network.evaluate(image)).collect();
    let shown = format!("{network:?}");
    let Some(commands) = Commands::of(&graph) else {
        let input = graph.node(graph.input()).interface().outputs.remove(0).beat;
        assert_eq!(results(&graph, &input, &beats).concat(), expected, "{shown}");
        return;
    };
    let mut program = commands.preamble();
    program.extend(beats.iter().map(|beat| commands.sample(beat)));
    assert_eq!(results(&graph, commands.beat(), &program).concat(), expected, "{shown}");
    // Loads before and within images.
    let mut program = commands.preamble();
    for beat in &beats {
        let loads = rng.usize(..8).saturating_sub(5);
        program.extend((0..loads).map(|_| commands.random_load(rng)));
        program.push(commands.sample(beat));
    }
    results(&graph, commands.beat(), &program);
}

/// What comes out of the hardware, which is what the golden models give, when the schedule says.
fn results(graph: &Graph, input: &StreamType, program: &[Beat]) -> Vec<Beat> {
    let output = graph.node(graph.output().unwrap()).interface().inputs.remove(0).beat;
    let (results, mut cycles) = run(graph, input, &output, program);
    assert_eq!(Evaluator::new(graph).unwrap().evaluate(program), results);
    let quota = Quota { inputs: program.len(), outputs: results.len(), limit: u64::MAX };
    let predicted = Schedule::of_commands(graph, program).unwrap().take(quota);
    // Pixels that no window sees may come after the last result, with which the schedule ends.
    cycles.accepted.truncate(predicted.accepted.len());
    assert_eq!(cycles, predicted);
    assert_eq!(results.len() as u64, IMAGES as u64 * Rates::of(graph).unwrap().beats_per_result());
    results
}

fn array(rng: &mut Rng) -> Array {
    Array::new(rng.usize(1..20), rng.usize(1..6), Format::signed(3))
}

#[test]
fn random_networks_give_what_their_layers_say() {
    for seed in 0..60 {
        let rng = &mut Rng::with_seed(seed);
        let array = array(rng);
        let network = random(rng, &array);
        assert_as_defined(rng, &network);
    }
}

#[test]
fn so_they_do_with_clipping_digitizers() {
    for seed in 100..130 {
        let rng = &mut Rng::with_seed(seed);
        let array = array(rng);
        let active_rows = rng.bool().then(|| rng.usize(1..=array.rows));
        let digitizer = Digitizer::Clip { bits: rng.u32(1..3) };
        let network = random(rng, &Array { active_rows, digitizer, ..array });
        assert_as_defined(rng, &network);
    }
}

#[test]
fn so_they_do_on_arrays_that_products_share() {
    for seed in 200..230 {
        let rng = &mut Rng::with_seed(seed);
        let array = Array { count: Some(rng.usize(1..4)), ..array(rng) };
        let network = random(rng, &array);
        assert_as_defined(rng, &network);
    }
}

#[test]
fn so_they_do_with_weights_that_are_loaded() {
    for seed in 300..330 {
        let rng = &mut Rng::with_seed(seed);
        let count = rng.bool().then(|| rng.usize(1..4));
        let array = Array { count, storage: Storage::Ram, ..array(rng) };
        let network = random(rng, &array);
        assert_as_defined(rng, &network);
    }
}
