//! Weights that are written while the hardware runs.

use crate::blocks::Beat;
use crate::blocks::cim_array::{Array, Storage, WeightPlanes};
use crate::blocks::digitizer::{Asymmetric, Conversion, RangeRule};
use crate::dataflow::{Commands, Evaluator, Graph, Load, Quota, Schedule, Wired, lower};
use crate::design::HardwareEntry;
use crate::network::{Layer, Network};
use crate::num::Format;
use crate::rtl::simulate::Simulator;
use crate::rtl::{Bits, Netlist, validate};

use super::{array, dense, network, run};
use crate::elaborate::command_port::Parameters;

fn ram(array: Array) -> Array {
    Array { storage: Storage::Ram, ..array }
}

/// The same network with other weights.
fn retrained(network: &Network, seed: u64) -> Network {
    let mut rng = fastrand::Rng::with_seed(seed);
    let mut network = network.clone();
    for layer in &mut network.layers {
        if let Layer::Dense(dense) = layer {
            dense.weights.iter_mut().flatten().for_each(|code| *code = rng.i64(-4..4));
        }
    }
    network
}

fn samples(network: &Network, count: usize, seed: u64) -> Vec<Beat> {
    let mut rng = fastrand::Rng::with_seed(seed);
    let mut beat = || (0..network.lanes).map(|_| rng.i64(0..=network.input.max())).collect();
    (0..count).map(|_| beat()).collect()
}

/// The hardware of `graph` gives what the golden models give, when the schedule says; gives it.
fn results(graph: &Wired, program: &[Beat]) -> Vec<Beat> {
    let commands = Commands::of(graph).unwrap();
    let output = graph.node(graph.output().unwrap()).interface().inputs.remove(0).beat;
    let (results, cycles) = run(graph, commands.beat(), &output, program);
    assert_eq!(results, Evaluator::new(graph).unwrap().evaluate(program));
    let quota = Quota { inputs: program.len(), outputs: results.len(), limit: u64::MAX };
    assert_eq!(cycles, Schedule::of_beats(graph, program).unwrap().take(quota));
    results
}

fn layers() -> Vec<Layer> {
    vec![
        dense("first", 10, 7, 9, Format::unsigned(4)),
        dense("second", 7, 5, -3, Format::signed(6)),
        dense("third", 5, 3, 0, Format::unsigned(5)),
    ]
}

/// Runs on the weights of one network, then on those of others, loaded by the same commands.
fn reloads(array: impl Into<HardwareEntry>) {
    let first = network(10, layers(), array);
    let graph = lower("net", &first).unwrap();
    let commands = Commands::of(&graph).unwrap();
    let (mut program, mut expected) = (vec![], vec![]);
    for (seed, network) in
        [first.clone(), retrained(&first, 1), retrained(&first, 2), first].iter().enumerate()
    {
        let weights = Commands::of(&lower("net", network).unwrap()).unwrap();
        program.extend(weights.preamble());
        let samples = samples(network, 5, seed as u64);
        program.extend(samples.iter().map(|sample| commands.sample(sample)));
        expected.extend(samples.iter().map(|sample| network.evaluate(sample)));
    }
    assert_eq!(results(&graph, &program), expected);
}

#[test]
fn products_use_the_weights_that_were_loaded_before_them() {
    for (rows, columns) in [(10, 7), (4, 3), (16, 2), (3, 7)] {
        reloads(ram(array(rows, columns)));
    }
    let odd = Array { active_rows: Some(2), weight_planes: WeightPlanes::Serial, ..array(5, 4) };
    reloads(ram(Array { digitizer: Conversion::clip(1), ..odd }));
}

#[test]
fn arrays_that_products_share_are_loaded_too() {
    for (rows, columns) in [(10, 7), (4, 3)] {
        for count in [1, 2, 3] {
            reloads(HardwareEntry::from(ram(array(rows, columns))).times(count));
        }
    }
}

/// Decision trees take as long as the weights that are there make them.
#[test]
fn arrays_of_trees_are_loaded_too() {
    let tree = Asymmetric::new(2, vec![9, 4, 2, 1], RangeRule::Clip);
    for (rows, columns) in [(10, 7), (4, 3)] {
        for count in [None, Some(1), Some(2)] {
            let digitizer = Conversion::Asymmetric(tree.clone());
            let array = ram(Array { digitizer, ..array(rows, columns) });
            reloads(HardwareEntry::from(array).times(count));
        }
    }
}

/// Two arrays of different sides and formats; the weights of a third are constants.
fn mixed() -> Network {
    let mut network = network(10, layers(), ram(array(10, 7)));
    let narrow = ram(Array::new(4, 3, Format::signed(2)));
    let constant = array(8, 8);
    let more = [("narrow".to_string(), narrow.into()), ("rom".to_string(), constant.into())];
    network.hardware.extend(more);
    for (layer, tile) in network.layers.iter_mut().zip(["main", "narrow", "rom"]) {
        if let Layer::Dense(dense) = layer {
            dense.array = tile.into();
            let clamp = |code: &mut i64| *code = (*code).clamp(-2, 1);
            dense.weights.iter_mut().flatten().filter(|_| tile == "narrow").for_each(clamp);
        }
    }
    network
}

#[test]
fn loads_wait_and_those_to_nowhere_change_nothing() {
    let network = mixed();
    let graph = lower("mixed", &network).unwrap();
    let commands = Commands::of(&graph).unwrap();
    let fields: Vec<String> = commands
        .beat()
        .fields
        .iter()
        .map(|field| format!("{} {} {}", field.name, field.lanes, field.format))
        .collect();
    assert_eq!(fields, ["load 1 u1", "tile 1 u3", "row 1 u4", "w 7 s3", "x 10 u3"]);
    assert_eq!(commands.stores.len(), 5);
    let load = |tile, row| commands.load(&Load { tile, row, codes: vec![-1; 7] });
    let samples = samples(&network, 9, 3);
    let mut program = commands.preamble();
    for (number, sample) in samples.iter().enumerate() {
        // No such tile; no such row, in an array of 10 rows of 16 that the field can name, and in one
        // of 4.
        let nowhere = [load(5, 0), load(7, 3), load(0, 10), load(0, 15), load(1, 4), load(4, 15)];
        program.extend(nowhere.into_iter().cycle().skip(number).take(number % 3));
        program.push(commands.sample(sample));
    }
    let expected: Vec<Beat> = samples.iter().map(|sample| network.evaluate(sample)).collect();
    assert_eq!(results(&graph, &program), expected);
    // One row of one tile, and the sample after it differs; -1 is a code of two bits too.
    program.push(load(1, 3));
    program.extend(samples.iter().map(|sample| commands.sample(sample)));
    let after = results(&graph, &program);
    assert_eq!(after[..9], expected);
    assert_ne!(after[9..], expected);
}

#[test]
fn codes_beyond_a_tile_s_format_lose_their_upper_bits() {
    let graph = lower("mixed", &mixed()).unwrap();
    let commands = Commands::of(&graph).unwrap();
    let beat = commands.load(&Load { tile: 1, row: 2, codes: vec![3, -3, 2, 1] });
    let kept = Load { tile: 1, row: 2, codes: vec![-1, 1, -2] };
    assert_eq!(commands.read(&beat), crate::dataflow::Command::Load(Some(kept)));
}

/// The same graph for samples of three beats.
fn of_frames(graph: &Graph) -> Wired {
    Wired::new(graph.clone().of_frames(3)).unwrap()
}

#[test]
fn loads_within_a_sample_change_nothing() {
    let network = network(10, layers(), ram(array(10, 7)));
    let graph = of_frames(&lower("frames", &network).unwrap());
    let commands = Commands::of(&graph).unwrap();
    let row = |row| commands.load(&Load { tile: 0, row, codes: vec![-4; 7] });
    let samples: Vec<Beat> =
        samples(&network, 12, 3).iter().map(|sample| commands.sample(sample)).collect();
    let program = |within: bool| {
        let mut program = commands.preamble();
        for (number, sample) in samples.iter().enumerate() {
            // Before the samples 1 and 3, and within the samples 1, 2 and 3.
            let loads = [3, 4, 7, 9, 11].contains(&number);
            if loads && (within || number % 3 == 0) {
                program.push(row(number % 10));
            }
            program.push(sample.clone());
        }
        program
    };
    let without = results(&graph, &program(false));
    assert_eq!(results(&graph, &program(true)), without);
    let unloaded = [commands.preamble(), samples.clone()].concat();
    assert_ne!(results(&graph, &unloaded), without);
}

/// The port by itself, with tiles that are busy whenever they like.
#[test]
fn the_port_follows_its_rules_whatever_tiles_do() {
    let graph = of_frames(&lower("mixed", &mixed()).unwrap());
    let commands = Commands::of(&graph).unwrap();
    let mut netlist = Netlist::new();
    let top = Parameters::new(&graph, &commands).unwrap().rtl(&mut netlist);
    let mut simulator = Simulator::new(validate(&netlist, top).unwrap());
    let names = ["s_tvalid", "load", "tile", "row", "x_tready", "given", "tiles_tready"];
    let inputs = names.map(|name| simulator.input(name).unwrap());
    let widths = [1, 1, 3, 4, 1, 1, 5];
    let outputs = ["x_tvalid", "s_tready", "loads"].map(|name| simulator.output(name).unwrap());
    let mut rng = fastrand::Rng::with_seed(6);
    // Beats of samples that were taken and of results that were given.
    let (mut taken, mut given) = (0u64, 0u64);
    let mut written = [0; 5];
    simulator.reset();
    for _ in 0..40_000 {
        let mut draw = widths.map(|width| rng.u64(..1 << width));
        // Now and then time for all results to come.
        draw[5] &= u64::from(given < taken);
        draw[0] &= u64::from(taken - given < 20 && rng.u8(..8) > 0);
        let [valid, load, tile, row, x_ready, gives, readies] = draw;
        for ((port, value), width) in inputs.iter().zip(draw).zip(widths) {
            simulator.set(*port, &Bits::from_u64(width, value));
        }
        let within = !taken.is_multiple_of(3);
        let idle = !within && taken / 3 == given / 3;
        let rows = commands.stores.get(tile as usize).map_or(0, |tile| tile.store.rows() as u64);
        let writes = valid == 1 && load == 1 && idle && row < rows;
        let loads = if writes { 1 << tile } else { 0 };
        let takes = match valid & load {
            0 => x_ready == 1,
            _ => within || idle && (!writes || readies >> tile & 1 == 1),
        };
        let expected = [valid & (1 - load), u64::from(takes), loads];
        let seen = outputs.map(|port| simulator.get_u64(port));
        assert_eq!(seen, expected, "{draw:?}, {taken} taken, {given} given");
        taken += valid & (1 - load) & x_ready;
        given += gives;
        if writes && takes {
            written[tile as usize] += 1;
        }
        simulator.clock();
    }
    assert!(written.iter().all(|count| *count > 10), "{written:?}");
}
