//! Graphs as hardware: values and cycles equal what the graph predicts.

use crate::blocks::adder_tree::AdderTree;
use crate::blocks::cim_array::{Array, CimArray};
use crate::blocks::relu::Relu;
use crate::blocks::requantize::Requantize;
use crate::blocks::{Beat, BlockSpec, StreamType};
use crate::dataflow::{
    Cycles, Edge, Evaluator, Graph, NodeId, Origin, Quota, Schedule, Wired, balanced, lower,
};
use crate::design::{HardwareEntry, HardwareSection};
use crate::network::{Dense, Layer, Network, Requantization, Scaling};
use crate::num::Format;
use crate::rtl::simulate::Simulator;
use crate::rtl::{Bits, validate};

use super::elaborate;

mod errors;
mod groups;
mod images;
mod loads;

/// Cycles without a result after which no more are waited for.
const PATIENCE: u64 = 10_000;

/// Beats and cycles of the hardware, fed as fast as it takes.
fn run(
    graph: &Wired,
    input: &StreamType,
    output: &StreamType,
    beats: &[Beat],
) -> (Vec<Beat>, Cycles) {
    let elaborated = elaborate(graph).unwrap();
    let ticket = validate(&elaborated.netlist, elaborated.top).unwrap();
    let mut simulator = Simulator::new(ticket);
    let input_port = |name: &str| simulator.input(name).unwrap();
    let (data, valid, last) =
        (input_port("s_axis_tdata"), input_port("s_axis_tvalid"), input_port("s_axis_tlast"));
    let taking = input_port("m_axis_tready");
    let output_port = |name: &str| simulator.output(name).unwrap();
    let (ready, given) = (output_port("s_axis_tready"), output_port("m_axis_tvalid"));
    let result = output_port("m_axis_tdata");
    let one = Bits::from_u64(1, 1);
    let padded =
        |beat: &Beat| Bits::from_words(input.width().next_multiple_of(8), input.pack(beat).words());
    let (mut cycles, mut results) = (Cycles::default(), vec![]);
    simulator.set(taking, &one);
    simulator.set(last, &one);
    simulator.reset();
    let mut patience = PATIENCE;
    for cycle in 0.. {
        if cycle == patience {
            break;
        }
        let next = beats.get(cycles.accepted.len());
        simulator.set(valid, &Bits::from_u64(1, next.is_some().into()));
        if let Some(beat) = next {
            simulator.set(data, &padded(beat));
            if simulator.get_u64(ready) == 1 {
                cycles.accepted.push(cycle);
            }
        }
        if simulator.get_u64(given) == 1 {
            cycles.delivered.push(cycle);
            patience = cycle + PATIENCE;
            results.push(output.unpack(&simulator.get(result)));
        }
        simulator.clock();
    }
    (results, cycles)
}

fn assert_as_predicted(graph: &Wired, beats: usize) -> Cycles {
    let input = graph.node(graph.input()).interface().outputs.remove(0).beat;
    let output = graph.node(graph.output().unwrap()).interface().inputs.remove(0).beat;
    let mut rng = fastrand::Rng::with_seed(5);
    let mut stimulus = input.corners();
    stimulus.resize_with(beats, || input.random(&mut rng));
    let (results, cycles) = run(graph, &input, &output, &stimulus);
    assert_eq!(results, Evaluator::new(graph).unwrap().evaluate(&stimulus));
    let quota = Quota { inputs: beats, outputs: results.len(), limit: u64::MAX };
    assert_eq!(cycles, Schedule::of_beats(graph, &stimulus).unwrap().take(quota));
    cycles
}

fn array(rows: usize, columns: usize) -> Array {
    Array::new(rows, columns, Format::signed(3))
}

fn dense(name: &str, inputs: usize, outputs: usize, bias: i64, output: Format) -> Layer {
    let mut rng = fastrand::Rng::with_seed((inputs * 1000 + outputs) as u64);
    let mut column = || (0..inputs).map(|_| rng.i64(-4..4)).collect();
    let lane = |j: i64| Scaling { multiplier: 5, bias: 5 * bias * (j - 2), shift: 4 };
    Layer::Dense(Dense {
        name: name.into(),
        array: "main".into(),
        weights: (0..outputs).map(|_| column()).collect(),
        requantization: Requantization {
            lanes: (0..outputs as i64).map(lane).collect(),
            relu: !output.is_signed(),
            output,
        },
        output_scale: 1.0,
    })
}

fn network(lanes: usize, layers: Vec<Layer>, array: impl Into<HardwareEntry>) -> Network {
    let hardware = HardwareSection::from([("main", array)]);
    Network { input: Format::unsigned(3), lanes, input_scale: 1.0, hardware, layers }
}

#[test]
fn networks_of_many_shapes_run_as_predicted() {
    let u4 = Format::unsigned(4);
    let two = vec![
        dense("first", 10, 7, 9, u4),
        dense("second", 7, 5, -3, Format::signed(6)),
        Layer::Argmax,
    ];
    for (rows, columns) in [(10, 7), (4, 3), (3, 7), (16, 2), (1, 1)] {
        let graph = lower("net", &network(10, two.clone(), array(rows, columns))).unwrap();
        let cycles = assert_as_predicted(&graph, 24);
        let interval = Schedule::new(&graph).unwrap().stream(1, 1).interval;
        assert_eq!(cycles.delivered[23] - cycles.delivered[22], interval);
    }
    let alone = network(3, vec![dense("only", 3, 2, 0, u4)], array(3, 2));
    let graph = lower("alone", &alone).unwrap();
    assert_as_predicted(&graph, 12);
}

#[test]
fn arrays_that_products_share_run_as_predicted() {
    let narrow = Format::unsigned(2);
    let layers = vec![
        dense("first", 10, 7, 9, narrow),
        dense("second", 7, 5, -3, Format::signed(6)),
        dense("third", 5, 3, 0, Format::unsigned(5)),
    ];
    for (rows, columns) in [(10, 7), (4, 3), (16, 2)] {
        let mut intervals = vec![];
        for count in [1, 2, 3, 40] {
            let array = HardwareEntry::from(array(rows, columns)).times(count);
            let graph = lower("net", &network(10, layers.clone(), array)).unwrap();
            let cycles = assert_as_predicted(&graph, 30);
            let interval = Schedule::new(&graph).unwrap().stream(1, 1).interval;
            // Where several samples make a round, their mean.
            let mean = (cycles.delivered[29] - cycles.delivered[14]) as f64 / 15.0;
            assert!((mean - interval as f64).abs() <= 1.0, "{mean}, {interval}");
            assert_eq!(interval, graph.rates().bound(), "arrays wait");
            intervals.push(interval);
        }
        assert!(intervals.is_sorted_by(|fewer, more| fewer >= more), "{intervals:?}");
    }
}

#[test]
fn shared_operations_start_when_the_schedule_says() {
    let layers = vec![
        dense("first", 10, 7, 9, Format::unsigned(4)),
        dense("second", 7, 5, -3, Format::signed(6)),
    ];
    let array = HardwareEntry::from(array(4, 3)).times(2);
    let graph = lower("net", &network(10, layers, array)).unwrap();
    let quota = Quota { inputs: 30, outputs: 30, limit: u64::MAX };
    let predicted = Schedule::new(&graph).unwrap().starts(quota);
    let elaborated = elaborate(&graph).unwrap();
    let mut simulator = Simulator::new(validate(&elaborated.netlist, elaborated.top).unwrap());
    let probes: Vec<_> = graph
        .shared()
        .iter()
        .flat_map(|instance| {
            let ready = |context: usize| format!("{}_x{context}_tready", instance.name);
            instance.operations.iter().enumerate().map(move |(context, id)| (*id, ready(context)))
        })
        .map(|(id, name)| (id, simulator.output(&name).unwrap()))
        .collect();
    assert_eq!(probes.len(), 9 + 4);
    let one = Bits::from_u64(1, 1);
    for name in ["s_axis_tvalid", "s_axis_tlast", "m_axis_tready"] {
        let port = simulator.input(name).unwrap();
        simulator.set(port, &one);
    }
    simulator.reset();
    let mut seen = vec![vec![]; probes.len()];
    for cycle in 0..1000 {
        for ((_, ready), seen) in probes.iter().zip(&mut seen) {
            // An operation is told to go only where its beat is there.
            seen.extend((simulator.get_u64(*ready) == 1).then_some(cycle));
        }
        simulator.clock();
    }
    for ((id, _), seen) in probes.iter().zip(seen) {
        let starts = predicted.iter().filter(|start| start.node == *id);
        let starts: Vec<u64> = starts.map(|start| start.cycle).collect();
        assert!(starts.len() >= 20);
        assert_eq!(seen[..20], starts[..20], "{}", graph.node(*id).name);
    }
}

/// The input goes through a slow tile and also straight on; both arms meet in an adder.
fn unbalanced() -> Graph {
    let u2 = Format::unsigned(2);
    let mut graph = Graph::new("arms", StreamType::lanes_of(4, u2));
    let mut rng = fastrand::Rng::with_seed(3);
    let add =
        |graph: &mut Graph, name: &str, spec: BlockSpec| graph.add(name, spec, Origin::default());
    let feed = |graph: &mut Graph, from: NodeId, to: NodeId, port| {
        graph.connect(from, to, Edge { from: 0, lanes: 4, port, to: 0 });
    };
    let requantize = |input: Format| Requantize {
        input,
        multipliers: vec![1; 4],
        bias: vec![],
        shift: 0.into(),
        relu: false,
        output: Format::signed(8),
    };
    let mut at = graph.input();
    for slow in 0..2 {
        let format = graph.node(at).interface().outputs[0].beat.fields[0].format;
        let weights = (0..4).map(|_| (0..4).map(|_| rng.i64(-4..4)).collect()).collect();
        let tile = CimArray::new(array(4, 4), format, weights);
        let output = tile.output();
        let node = add(&mut graph, &format!("tile_{slow}"), tile.into());
        feed(&mut graph, at, node, 0);
        at = add(&mut graph, &format!("scale_{slow}"), requantize(output).into());
        feed(&mut graph, node, at, 0);
    }
    let relu = add(&mut graph, "straight", Relu { lanes: 4, input: u2 }.into());
    let input = graph.input();
    feed(&mut graph, input, relu, 0);
    let tree = AdderTree { lanes: 4, inputs: vec![Format::signed(8), u2], bias: vec![] };
    let format = tree.output();
    let sum = add(&mut graph, "sum", tree.into());
    feed(&mut graph, at, sum, 0);
    feed(&mut graph, relu, sum, 1);
    let output = graph.add_output(StreamType::lanes_of(4, format));
    feed(&mut graph, sum, output, 0);
    graph
}

#[test]
fn queues_restore_the_interval_of_unbalanced_arms() {
    let bare = Wired::new(unbalanced()).unwrap();
    let cycles = assert_as_predicted(&bare, 20);
    let bound = bare.rates().bound();
    assert!(Schedule::new(&bare).unwrap().stream(1, 1).interval > bound, "the arms are even");
    assert!(cycles.delivered[19] - cycles.delivered[18] > bound, "the arms are even");

    let balanced = balanced(unbalanced()).unwrap();
    assert!(balanced.nodes().count() > bare.nodes().count());
    let cycles = assert_as_predicted(&balanced, 20);
    assert_eq!(cycles.delivered[19] - cycles.delivered[18], bound);
    assert_eq!(Schedule::new(&balanced).unwrap().stream(1, 1).interval, bound);
}
