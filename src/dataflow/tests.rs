//! Graphs that are written out are the same graphs.

use fastrand::Rng;

use crate::blocks::cim_array::{Array, Storage};
use crate::blocks::wht_crossbar::Crossbar;
use crate::design::{Design, NodeDescription, Tap};
use crate::network::Network;
use crate::network::random::{random, sharing};
use crate::num::Format;

use super::{Commands, Evaluator, Wired, describe, lower, wire};

/// A design with the graph of a network written out in Rust.
fn written_out(network: &Network, graph: &Wired) -> Design {
    let described = describe(graph).unwrap();
    let builder = Design::builder("written").input([network.lanes], network.input, 1.0);
    let builder = builder.beats(described.beats).hardware("main", network.hardware["main"].clone());
    let builder = builder.hardware("wht", Crossbar::new(4));
    let builder = described.nodes.into_iter().fold(builder, |builder, node| builder.node(node));
    builder.output(described.output).build("").unwrap()
}

fn wired(design: &Design) -> Wired {
    let written = design.description().graph.as_ref().unwrap();
    let blocks = written.nodes.iter().map(|node| node.block.clone()).collect();
    wire(design, written, blocks).unwrap()
}

fn results(graph: &Wired, network: &Network, rng: &mut Rng) -> Vec<Vec<i64>> {
    let lanes = network.lanes / graph.beats_per_sample() as usize;
    let mut program = Commands::of(graph).map_or(vec![], |commands| commands.preamble());
    for _ in 0..3 * graph.beats_per_sample() {
        let beat: Vec<i64> = (0..lanes).map(|_| rng.i64(0..=network.input.max())).collect();
        program.push(Commands::of(graph).map_or(beat.clone(), |commands| commands.sample(&beat)));
    }
    Evaluator::new(graph).unwrap().evaluate(&program)
}

#[test]
fn random_graphs_are_the_same_from_rust_and_from_their_text() {
    for seed in 0..60 {
        let rng = &mut Rng::with_seed(seed);
        let count = rng.bool().then(|| rng.usize(1..4));
        let array = Array {
            storage: if rng.u8(..4) == 0 { Storage::Ram } else { Storage::Rom },
            ..Array::new(rng.usize(1..20), rng.usize(1..6), Format::signed(3))
        };
        let network = sharing(random(rng, &array), count);
        let lowered = lower("written", &network).unwrap();
        let built = written_out(&network, &lowered);
        let read = Design::from_yaml(built.to_yaml(), "written.yaml", "").unwrap();
        assert_eq!(read.description(), built.description());
        let graph = wired(&read);
        assert_eq!(describe(&graph).unwrap(), describe(&lowered).unwrap());
        let names = |graph: &Wired| -> Vec<(String, Vec<super::NodeId>)> {
            let shared = graph.shared().iter();
            shared.map(|one| (one.name.clone(), one.operations.clone())).collect()
        };
        assert_eq!(names(&graph), names(&lowered));
        let seed = rng.u64(..);
        let of = |graph| results(graph, &network, &mut Rng::with_seed(seed));
        assert_eq!(of(&graph), of(&lowered));
    }
}

#[test]
fn lanes_are_written_as_they_are_read() {
    for text in ["x", "x[3]", "x[0..8]"] {
        assert_eq!(text.parse::<Tap>().unwrap().to_string(), text);
    }
    assert_eq!("x[ 2 .. 4 ]".parse::<Tap>().unwrap(), Tap::some("x", 2..4));
    for text in ["x[", "x[]", "x[a]", "x[1..]", "x[-1]", "x[1..2", "x[18446744073709551615]"] {
        assert!(text.parse::<Tap>().unwrap_err().contains("write `x`"), "{text}");
    }
    let node =
        NodeDescription::new("a", crate::blocks::relu::Relu { lanes: 1, input: Format::signed(2) });
    assert_eq!(node.inputs.len(), 0);
}
