//! What the benchmarks run: one tile, layers of many, the digits.

#![allow(dead_code, reason = "each benchmark takes what it needs")]

use std::path::Path;

use cimgen::blocks::cim_array::{Array, CimArray};
use cimgen::blocks::digitizer::Conversion;
use cimgen::blocks::wht_crossbar::{Crossbar, Sign, WhtCrossbar};
use cimgen::blocks::{Beat, Block, Golden, Instructions, StreamType};
use cimgen::compile::{Compiled, Reference, compile};
use cimgen::cosim::{Observed, stimulus};
use cimgen::dataflow::{Edge, Graph, Origin, Wired, lower};
use cimgen::design::{Design, HardwareSection};
use cimgen::elaborate::{Elaborated, elaborate};
use cimgen::emit::{SourceFiles, harness, verilog};
use cimgen::network::{Dense, Layer, Network, Requantization, Scaling};
use cimgen::num::Format;
use cimgen::rtl::passes::optimize;
use cimgen::rtl::{Bits, Validated, validate};

/// Rows and logical columns of every array here.
pub const SIDE: usize = 64;

/// An array of 64 rows and 64 columns of s4 weights in ROM with an exact digitizer.
pub fn array() -> Array {
    Array::new(SIDE, SIDE, Format::signed(4))
}

/// `outputs` x `inputs` random s4 codes.
fn weights(outputs: usize, inputs: usize) -> Vec<Vec<i64>> {
    let mut rng = fastrand::Rng::with_seed(1);
    (0..outputs).map(|_| (0..inputs).map(|_| rng.i64(-8..8)).collect()).collect()
}

/// One full tile with u8 inputs.
pub fn tile() -> CimArray {
    tile_with(Conversion::Exact)
}

/// A tile of `side` rows and columns with an exact digitizer and u8 inputs.
pub fn tile_of(side: usize) -> CimArray {
    let array = Array::new(side, side, Format::signed(4));
    CimArray::new(array, Format::unsigned(8), weights(side, side))
}

/// A Walsh-Hadamard crossbar of comparators, 8 bits and a sign, with a threshold for each row.
pub fn crossbar(points: usize) -> WhtCrossbar {
    let plain = WhtCrossbar::new(Crossbar::new(points), 8, Sign::SignedMagnitude);
    WhtCrossbar { thresholds: (0..points as i64).map(|row| row * 37 % 256).collect(), ..plain }
}

/// The same with another digitizer: 2048 counts a product.
pub fn tile_with(digitizer: Conversion) -> CimArray {
    let array = Array { digitizer, ..array() };
    CimArray::new(array, Format::unsigned(8), weights(SIDE, SIDE))
}

/// The golden model of a tile, and the fast one with every set of instructions that this CPU has.
pub fn models(tile: &CimArray) -> Vec<(&'static str, Box<dyn Golden>)> {
    let fast = Instructions::available().into_iter();
    let fast = fast.filter_map(|set| Some((set.name(), tile.fast(set)?)));
    std::iter::once(("golden model", tile.golden())).chain(fast).collect()
}

/// Inputs of a tile, drawn evenly: half of their bits are set.
pub fn inputs(count: usize) -> Vec<[Beat; 1]> {
    let mut rng = fastrand::Rng::with_seed(2);
    (0..count).map(|_| [(0..SIDE).map(|_| rng.i64(0..256)).collect()]).collect()
}

/// One full tile as a design: its two streams are the top level's.
pub fn tile_graph() -> Wired {
    tile_graph_of(SIDE)
}

/// The same of a tile of `side` rows and columns.
pub fn tile_graph_of(side: usize) -> Wired {
    let tile = tile_of(side);
    let mut graph = Graph::new("tile", StreamType::lanes_of(side, tile.lane()));
    let (input, format) = (graph.input(), tile.output());
    let node = graph.add("tile_0", tile, Origin::default());
    graph.connect(input, node, Edge { from: 0, lanes: side, port: 0, to: 0 });
    let output = graph.add_output(StreamType::lanes_of(side, format));
    graph.connect(node, output, Edge { from: 0, lanes: side, port: 0, to: 0 });
    Wired::new(graph).unwrap()
}

/// Beats for a graph, and as they lie on the top level's wires.
pub fn beats(graph: &Wired, count: usize) -> (Vec<Beat>, Vec<Bits>) {
    let stream = graph.node(graph.input()).interface().outputs.remove(0).beat;
    let width = stream.width().next_multiple_of(8);
    let beats = stimulus(&stream, count, 1);
    let pack = |beat: &Beat| Bits::from_words(width, stream.pack(beat).words());
    let packed = beats.iter().map(pack).collect();
    (beats, packed)
}

/// A dense layer of u8 inputs that fills `rows` x `columns` arrays: partial sums of as many tiles as
/// there are rows, activation and requantization of every output.
pub fn layer_of(rows: usize, columns: usize) -> Network {
    let (inputs, outputs) = (rows * SIDE, columns * SIDE);
    let output = Format::unsigned(8);
    let dense = Dense {
        name: "fc".into(),
        array: "main".into(),
        weights: weights(outputs, inputs),
        requantization: Requantization {
            lanes: vec![Scaling { multiplier: 181, bias: 0, shift: 16 }; outputs],
            relu: true,
            output,
        },
        output_scale: 1.0,
    };
    Network {
        input: Format::unsigned(8),
        lanes: inputs,
        input_scale: 1.0,
        hardware: HardwareSection::from([("main", array())]),
        layers: vec![Layer::Dense(dense)],
    }
}

/// One output of u1 inputs, each on an array of one row.
pub fn one_row_arrays(inputs: usize) -> Network {
    let array = Array::new(1, 1, Format::signed(2));
    let dense = Dense {
        name: "fc".into(),
        array: "main".into(),
        weights: vec![(0..inputs).map(|input| (input % 4) as i64 - 2).collect()],
        requantization: Requantization {
            lanes: vec![Scaling { multiplier: 1, bias: 1, shift: 0 }],
            relu: false,
            output: Format::signed(16),
        },
        output_scale: 1.0,
    };
    Network {
        input: Format::unsigned(1),
        lanes: inputs,
        input_scale: 1.0,
        hardware: HardwareSection::from([("main", array)]),
        layers: vec![Layer::Dense(dense)],
    }
}

/// From a network to files in memory; gives their bytes.
pub fn network_to_files(network: &Network) -> usize {
    let elaborated = hardware(&lower("layer", network).unwrap());
    files(validated(&elaborated)).iter().map(|(_, bytes)| bytes.len()).sum()
}

/// A graph's netlist after all passes.
pub fn hardware(graph: &Wired) -> Elaborated {
    let mut elaborated = elaborate(graph).unwrap();
    optimize(&mut elaborated.netlist);
    elaborated
}

/// The ticket of a netlist that has no mistakes.
pub fn validated(elaborated: &Elaborated) -> Validated<'_> {
    validate(&elaborated.netlist, elaborated.top).unwrap()
}

/// Verilog, harness and manifest in memory.
pub fn files(design: Validated<'_>) -> SourceFiles {
    let mut files = SourceFiles::new();
    for file in verilog(design) {
        files.add(format!("rtl/{}.v", file.module), file.text).unwrap();
    }
    files.add("tb/harness.cpp", harness(design).unwrap()).unwrap();
    let manifest = files.manifest(&design.top().name);
    files.add("manifest.json", manifest).unwrap();
    files
}

/// Cycles of a run, to its last one.
pub fn cycles(observed: &Observed) -> u64 {
    observed.given.last().map_or(0, |given| given.cycle + 1)
}

/// The example of handwritten digits.
pub fn digits() -> Compiled {
    compile(Design::read(Path::new("designs/digits_mlp.yaml")).unwrap()).unwrap()
}

/// 424 beats for the digits, corners and random ones, with what must come of them.
pub fn digits_reference(compiled: &Compiled) -> Reference {
    Reference::new(compiled, stimulus(&compiled.input(), 424, 1)).unwrap()
}
