use super::*;
use crate::blocks::adder_tree::AdderTree;
use crate::blocks::cim_array::{Array, CimArray};
use crate::dataflow::{Edge, Origin};

/// Adds the product of some lanes of the input.
fn product(graph: &mut Graph, from: usize, weights: Vec<Vec<i64>>, format: Format) -> NodeId {
    let (rows, columns) = (weights[0].len(), weights.len());
    let array = Array::new(rows, columns, Format::signed(3));
    let tile = CimArray::new(array, format, weights);
    let node = graph.add(format!("tile{from}"), tile, Origin::default());
    graph.connect(graph.input(), node, Edge { from, lanes: rows, port: 0, to: 0 });
    node
}

#[test]
fn sums_come_to_their_ends_and_halfway() {
    let u3 = Format::unsigned(3);
    let mut graph = Graph::new("ends", StreamType::lanes_of(4, u3));
    let node = product(&mut graph, 1, vec![vec![1, -2, 3], vec![0, 0, 0]], u3);
    let output = graph.add_output(StreamType::lanes_of(
        2,
        graph.node(node).interface().outputs[0].beat.formats().next().unwrap(),
    ));
    graph.connect(node, output, Edge { from: 0, lanes: 2, port: 0, to: 0 });
    let mut found = extremes(&graph);
    found.sort();
    assert_eq!(found, [vec![0; 4], vec![0, 0, 0, 7], vec![0, 0, 7, 0], vec![0, 7, 0, 7]]);
    assert_eq!(extremes(&graph.of_frames(2)), Vec::<Beat>::new());
}

fn random(rng: &mut fastrand::Rng, outputs: usize, rows: usize) -> Vec<Vec<i64>> {
    (0..outputs).map(|_| (0..rows).map(|_| rng.i64(-4..4)).collect()).collect()
}

/// The greatest of the sums that `beats` make with `weights` from lane `from` on, or the least negated.
fn reached(beats: &[Beat], from: usize, weights: &[i64], sign: i64) -> i64 {
    let sum =
        |beat: &Beat| beat[from..].iter().zip(weights).map(|(x, weight)| x * weight).sum::<i64>();
    beats.iter().map(|beat| sign * sum(beat)).max().unwrap()
}

/// The greatest sum that codes of a format can make with `weights`, code by code.
fn greatest(weights: &[i64], sign: i64, format: Format) -> i64 {
    let best =
        |weight: &i64| (format.min()..=format.max()).map(|x| sign * weight * x).max().unwrap();
    weights.iter().map(best).sum()
}

/// Two rows and two columns of tiles and their sums, over seven lanes.
#[test]
fn tiles_beside_each_other_and_their_sums_come_to_all_ends() {
    for format in [Format::unsigned(4), Format::signed(3)] {
        let mut rng = fastrand::Rng::with_seed(7);
        let mut graph = Graph::new("grid", StreamType::lanes_of(7, format));
        let mut ends = vec![];
        for _ in 0..2 {
            let blocks = [(0, random(&mut rng, 3, 4)), (4, random(&mut rng, 3, 3))];
            let tiles =
                blocks.clone().map(|(from, weights)| product(&mut graph, from, weights, format));
            let formats = tiles
                .map(|tile| graph.node(tile).interface().outputs[0].beat.formats().next().unwrap());
            let tree = AdderTree { lanes: 3, inputs: formats.to_vec(), bias: vec![5, -6, 0] };
            let sum = graph.add("sum", tree, Origin::default());
            for (port, tile) in tiles.into_iter().enumerate() {
                graph.connect(tile, sum, Edge { from: 0, lanes: 3, port, to: 0 });
            }
            for output in 0..3 {
                let whole = [&blocks[0].1[output][..], &blocks[1].1[output]].concat();
                ends.push((0, whole));
                ends.extend(blocks.iter().map(|(from, weights)| (*from, weights[output].clone())));
            }
        }
        let beats = extremes(&graph);
        for (from, weights) in &ends {
            for sign in [1, -1] {
                assert_eq!(reached(&beats, *from, weights, sign), greatest(weights, sign, format));
            }
        }
        // Four for each output of the two columns, however many rows there are.
        assert!(beats.len() <= 4 * 3 * 2, "{} beats", beats.len());
    }
}

/// Products that share lanes are driven one after the other, and their sum by itself.
#[test]
fn sums_of_shared_lanes_have_ends_of_their_own() {
    let format = Format::unsigned(2);
    let mut graph = Graph::new("shared", StreamType::lanes_of(2, format));
    let tiles =
        [vec![3, -1], vec![-2, 2]].map(|weights| product(&mut graph, 0, vec![weights], format));
    let formats =
        tiles.map(|tile| graph.node(tile).interface().outputs[0].beat.formats().next().unwrap());
    let tree = AdderTree { lanes: 1, inputs: formats.to_vec(), bias: vec![] };
    let sum = graph.add("sum", tree, Origin::default());
    for (port, tile) in tiles.into_iter().enumerate() {
        graph.connect(tile, sum, Edge { from: 0, lanes: 1, port, to: 0 });
    }
    let beats = extremes(&graph);
    // Only in both lanes at once is the sum, 1 and 1, at its end.
    assert!(beats.contains(&vec![3, 3]) && beats.contains(&vec![0, 0]), "{beats:?}");
}

#[test]
fn beats_do_not_grow_with_rows_of_tiles() {
    let grid = |rows: usize| {
        let mut graph = Graph::new("rows", StreamType::lanes_of(4 * rows, Format::unsigned(2)));
        let mut rng = fastrand::Rng::with_seed(1);
        for row in 0..rows {
            product(&mut graph, 4 * row, random(&mut rng, 5, 4), Format::unsigned(2));
        }
        extremes(&graph).len()
    };
    assert_eq!((grid(2) <= 20, grid(64) <= 20), (true, true));
}
