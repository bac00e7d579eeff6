//! Arrays in error: values and cycles equal what the graph predicts, and arrays have the cells of those that they
//! say they have.

use std::collections::BTreeSet;

use crate::blocks::Beat;
use crate::blocks::cim_array::{Array, Storage};
use crate::blocks::digitizer::{
    Arrays, Asymmetric, Conversion, Errors, Flash, Form, Hybrid, Network, RangeRule, Sar,
};
use crate::dataflow::{Evaluator, Wired, lower};
use crate::design::HardwareEntry;
use crate::network::Layer;
use crate::num::Format;

use super::{array, assert_as_predicted, dense, network};

const FULL: RangeRule = RangeRule::Full;

fn errors() -> Errors {
    Errors {
        seed: 4,
        instance: Some(10),
        cell_sigma: 60,
        offset_sigma: 300,
        noise_sigma: 250,
        droop: 10,
        ..Errors::default()
    }
}

fn in_error(digitizer: Conversion) -> Array {
    let digitizer = digitizer.in_form(Form::Structural);
    Array { digitizer, errors: Some(errors()), ..array(4, 3) }
}

fn graph(array: Array) -> Wired {
    graph_of(array, None)
}

fn graph_of(array: Array, count: Option<usize>) -> Wired {
    assert_eq!(array.flaws(), vec![]);
    let array = HardwareEntry::from(array).times(count);
    let layers = vec![
        dense("first", 10, 7, 9, Format::unsigned(4)),
        dense("second", 7, 5, -3, Format::signed(6)),
        Layer::Argmax,
    ];
    lower("net", &network(10, layers, array)).unwrap()
}

fn sar(network: Option<Network>) -> Conversion {
    Conversion::Sar(Sar { network, ..Sar::new(3, FULL) })
}

#[test]
fn networks_in_error_run_as_predicted() {
    let cluster = Hybrid { network: Some(Network::Cluster), ..Hybrid::new(3, 2, FULL) };
    let star = Flash { network: Some(Network::StarFlash), ..Flash::new(2, FULL) };
    let ring = Network::Ring(Arrays { arrays: 3 });
    for digitizer in [
        sar(None),
        sar(Some(Network::Pair)),
        sar(Some(ring)),
        Conversion::Hybrid(cluster),
        Conversion::Flash(star),
        Conversion::Asymmetric(Asymmetric::new(2, vec![9, 3, 1, 1], FULL)),
    ] {
        assert_as_predicted(&graph(in_error(digitizer)), 16);
    }
}

#[test]
fn products_that_share_arrays_in_error_run_as_predicted() {
    let tree = Conversion::Asymmetric(Asymmetric::new(2, vec![9, 3, 1, 1], FULL));
    for digitizer in [sar(None), tree] {
        let graph = graph_of(in_error(digitizer), Some(2));
        assert_eq!(graph.shared().len(), 2);
        assert_as_predicted(&graph, 16);
    }
}

/// Numbers of the arrays of products, and of those that refer for them.
fn numbers(graph: &Wired) -> Vec<(u32, Vec<u32>)> {
    let order = graph.order().iter();
    let draws = order.filter_map(|id| graph.node(*id).block()?.as_block().draws());
    draws.map(|draws| (draws.number.unwrap(), draws.references)).collect()
}

#[test]
fn every_array_has_a_number_of_its_own() {
    let alone = numbers(&graph(in_error(sar(None))));
    // Each is followed by the one that makes its references.
    let expected: Vec<(u32, Vec<u32>)> =
        (0..alone.len() as u32).map(|number| (10 + 2 * number, vec![])).collect();
    assert_eq!(alone, expected);
    let pairs = numbers(&graph(in_error(sar(Some(Network::Pair)))));
    for (number, references) in &pairs {
        // The other of its pair.
        assert_eq!(*references, [10 + ((number - 10) ^ 1)]);
    }
    let distinct: BTreeSet<u32> = pairs.iter().map(|(number, _)| *number).collect();
    assert_eq!(distinct.len(), pairs.len());
}

/// Weights in registers have the same errors as constants.
#[test]
fn arrays_in_error_give_the_same_from_registers() {
    let rom = graph(in_error(sar(None)));
    let ram = graph(Array { storage: Storage::Ram, ..in_error(sar(None)) });
    let mut rng = fastrand::Rng::with_seed(6);
    let samples: Vec<Beat> = (0..12).map(|_| (0..10).map(|_| rng.i64(0..8)).collect()).collect();
    let commands = crate::dataflow::Commands::of(&ram).unwrap();
    let mut program = commands.preamble();
    program.extend(samples.iter().map(|sample| commands.sample(sample)));
    let of = |graph: &Wired, beats: &[Beat]| Evaluator::new(graph).unwrap().evaluate(beats);
    assert_eq!(of(&ram, &program), of(&rom, &samples));
}
