use super::*;
use crate::blocks::StreamType;
use crate::blocks::argmax::Argmax;
use crate::blocks::cim_array::{Array, CimArray};
use crate::dataflow::{Edge, Graph, Origin};
use crate::num::Format;

/// A product and the index of the greatest of its sums.
fn graph(weights: Vec<Vec<i64>>) -> Wired {
    let u4 = Format::unsigned(4);
    let array = Array::new(9, 3, Format::signed(3));
    let tile = CimArray::new(array, u4, weights);
    let (lanes, sums) = (tile.outputs(), tile.output());
    let mut graph = Graph::new("judged", StreamType::lanes_of(9, u4));
    let tile = graph.add("tile", tile, Origin::default());
    graph.connect(graph.input(), tile, Edge { from: 0, lanes: 9, port: 0, to: 0 });
    let argmax = Argmax { lanes, input: sums };
    let index = graph.add("index", argmax, Origin::default());
    graph.connect(tile, index, Edge { from: 0, lanes, port: 0, to: 0 });
    let format = graph.node(index).interface().outputs[0].beat.formats().next().unwrap();
    let output = graph.add_output(StreamType::lanes_of(1, format));
    graph.connect(index, output, Edge { from: 0, lanes: 1, port: 0, to: 0 });
    Wired::new(graph).unwrap()
}

fn right() -> Wired {
    graph(vec![vec![3; 9], vec![1, 2, 3, -1, -2, -3, 0, 1, 2], vec![-1; 9]])
}

/// The greatest sum stays that of output 0.
fn wrong() -> Wired {
    graph(vec![vec![3; 9], vec![1, 2, 3, -1, -2, -3, 0, 1, 1], vec![-1; 9]])
}

fn beats(count: usize) -> Vec<Beat> {
    let mut rng = fastrand::Rng::with_seed(3);
    (0..count).map(|_| (0..9).map(|_| rng.i64(1..16)).collect()).collect()
}

fn marks(count: usize) -> Vec<bool> {
    (0..count).map(|number| number % 3 != 1).collect()
}

#[test]
fn fast_models_on_all_cores_give_what_the_definition_gives() {
    let (graph, beats) = (right(), beats(600));
    let lasts = marks(beats.len());
    let all =
        expected(&graph, Marked { beats: &beats, lasts: &lasts }, &ByDefinition::All).unwrap();
    let some = ByDefinition::Some(vec![0, 7, 255, 256, 599]);
    let some = expected(&graph, Marked { beats: &beats, lasts: &lasts }, &some).unwrap();
    assert_eq!((&all.beats, &all.lasts), (&some.beats, &some.lasts));
    assert_eq!((all.by_definition, some.by_definition), (600, 5));
    let in_a_row =
        of(fire(Evaluator::new(&graph).unwrap(), Marked { beats: &beats, lasts: &lasts }), 600);
    assert_eq!(all, in_a_row);
}

/// A model of another matrix, in the place of the fast or the golden one: its index is right, and what it gives to
/// the next node is not.
#[test]
fn a_wrong_model_of_either_kind_is_found_where_it_departs() {
    let (graph, other, beats) = (right(), wrong(), beats(4));
    let lasts = marks(beats.len());
    let tokens = fire(Evaluator::new(&graph).unwrap(), Marked { beats: &beats, lasts: &lasts });
    let run = Marked { beats: &beats, lasts: &lasts };
    let samples = Samples { run, frame: 1, tokens: &tokens, per: 1 };
    let good = || Evaluator::new(&graph);
    let bad = || Evaluator::new(&other);
    samples.compare(&graph, (&good, &good), &[0, 1, 2, 3]).unwrap();
    for models in [(&good as &Models<'_>, &bad as &Models<'_>), (&bad, &good)] {
        let bug = samples.compare(&graph, models, &[2]).unwrap_err().to_string();
        assert!(
            bug.contains("graph `judged`, sample 2, node `tile`: the fast model gives"),
            "{bug}"
        );
    }
}

#[test]
fn results_that_are_not_those_of_the_models_are_found() {
    let (graph, beats) = (right(), beats(4));
    let lasts = marks(beats.len());
    let mut tokens = fire(Evaluator::new(&graph).unwrap(), Marked { beats: &beats, lasts: &lasts });
    tokens[3].beat[0] += 1;
    let run = Marked { beats: &beats, lasts: &lasts };
    let samples = Samples { run, frame: 1, tokens: &tokens, per: 1 };
    let good = || Evaluator::new(&graph);
    samples.compare(&graph, (&good, &good), &[0, 1, 2]).unwrap();
    assert!(samples.compare(&graph, (&good, &good), &[3]).is_err());
}
