//! Networks on images as hardware: what comes out is what the layers' definitions say.

use fastrand::Rng;

use crate::blocks::cim_array::{Array, Storage};
use crate::blocks::digitizer;
use crate::blocks::{Beat, StreamType};
use crate::dataflow::{Commands, Evaluator, Quota, Schedule, Wired, lower};
use crate::network::Network;
use crate::network::random::{random, sharing};
use crate::num::Format;

use super::run;

/// Images that every network is run on.
const IMAGES: usize = 5;

/// Random images, as beats of the graph's input.
fn images(rng: &mut Rng, network: &Network, graph: &Wired) -> (Vec<Vec<i64>>, Vec<Beat>) {
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
fn results(graph: &Wired, input: &StreamType, program: &[Beat]) -> Vec<Beat> {
    let output = graph.node(graph.output().unwrap()).interface().inputs.remove(0).beat;
    let (results, mut cycles) = run(graph, input, &output, program);
    assert_eq!(Evaluator::new(graph).unwrap().evaluate(program), results);
    let quota = Quota { inputs: program.len(), outputs: results.len(), limit: u64::MAX };
    let predicted = Schedule::of_beats(graph, program).unwrap().take(quota);
    // Pixels that no window sees may come after the last result, with which the schedule ends.
    cycles.accepted.truncate(predicted.accepted.len());
    assert_eq!(cycles, predicted);
    assert_eq!(results.len() as u64, IMAGES as u64 * graph.rates().beats_per_result());
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

/// An array with a digitizer; with one that walks a tree for every third seed.
fn digitized(rng: &mut Rng, seed: u64) -> Array {
    let array = array(rng);
    let active_rows = rng.bool().then(|| rng.usize(1..=array.rows));
    let cells = active_rows.unwrap_or(array.rows);
    let digitizer = match seed % 3 {
        0 => digitizer::random::asymmetric(rng, cells),
        _ => digitizer::random::conversion(rng, cells),
    };
    Array { active_rows, digitizer, ..array }
}

#[test]
fn so_they_do_with_any_digitizer() {
    for seed in 100..130 {
        let rng = &mut Rng::with_seed(seed);
        let array = digitized(rng, seed);
        let network = random(rng, &array);
        assert_as_defined(rng, &network);
    }
}

#[test]
fn so_they_do_on_arrays_that_products_share() {
    for seed in 200..230 {
        let rng = &mut Rng::with_seed(seed);
        let count = rng.usize(1..4);
        let array = digitized(rng, seed);
        let network = sharing(random(rng, &array), count);
        assert_as_defined(rng, &network);
    }
}

#[test]
fn so_they_do_with_weights_that_are_loaded() {
    for seed in 300..330 {
        let rng = &mut Rng::with_seed(seed);
        let count = rng.bool().then(|| rng.usize(1..4));
        let array = Array { storage: Storage::Ram, ..digitized(rng, seed) };
        let network = sharing(random(rng, &array), count);
        assert_as_defined(rng, &network);
    }
}
