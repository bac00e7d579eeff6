//! Samples that drive the sums of the first products to their ends.

use crate::blocks::{Beat, BlockSpec};
use crate::num::Format;

use super::graph::{Graph, NodeId, Operation};

/// For every output of every product that takes the design's input as it comes the beats with the greatest
/// and the least sum, and with about half of these: codes drawn at random come nowhere near them, and the upper
/// bits of sums are all told apart by an end and its half. Empty where none does, and where a sample is several
/// beats.
pub fn extremes(graph: &Graph) -> Vec<Beat> {
    let Operation::Input { lanes, format } = graph.node(graph.input()).operation else {
        return vec![];
    };
    if graph.beats_per_sample() > 1 {
        return vec![];
    }
    let mut beats = vec![];
    for (id, node) in graph.nodes() {
        for weights in node.block().map_or(&[][..], matrix) {
            beats.extend(along(graph, id, weights).into_iter().flat_map(|along| {
                let some = along.iter().any(|weight| *weight != 0);
                let ways = [(1, 1), (-1, 1), (1, 2), (-1, 2)].into_iter().filter(move |_| some);
                ways.map(move |(sign, share)| ends(&along, (sign, share), (lanes, format)))
            }));
        }
    }
    beats.sort();
    beats.dedup();
    beats
}

/// The weights of a block of one product.
fn matrix(block: &BlockSpec) -> &[Vec<i64>] {
    match block {
        BlockSpec::CimTile(tile) => &tile.weights,
        BlockSpec::CimBank(bank) if bank.contexts.len() == 1 => &bank.contexts[0].weights,
        _ => &[],
    }
}

/// A list of weights by lanes of the input; `None` where something else feeds the product.
fn along(graph: &Graph, id: NodeId, weights: &[i64]) -> Option<Vec<i64>> {
    let given = graph.node(graph.input()).interface().outputs.pop()?.beat.lanes();
    let mut along = vec![0; given];
    for (from, edge) in graph.edges_into(id, 0) {
        if from != graph.input() {
            return None;
        }
        let row = edge.to.checked_sub(first_row(graph, id))?;
        let weights = weights.iter().skip(row).take(edge.lanes);
        along.iter_mut().skip(edge.from).zip(weights).for_each(|(lane, weight)| *lane = *weight);
    }
    Some(along)
}

/// The lane of a product's port that is row 0.
fn first_row(graph: &Graph, id: NodeId) -> usize {
    let port = graph.node(id).interface().inputs.pop();
    port.and_then(|port| port.beat.first_lane("x")).unwrap_or(0)
}

/// The beat with the greatest sum, or with the least where `sign` is -1; of the lanes that raise it so, one in
/// `share` does.
fn ends(along: &[i64], (sign, share): (i64, usize), (lanes, format): (usize, Format)) -> Beat {
    let mut raising = 0;
    let code = |weight: &i64| {
        let raises = (weight * sign).signum() == 1;
        raising += usize::from(raises);
        if raises && raising % share == 0 { format.max() } else { format.min() }
    };
    along.iter().map(code).take(lanes).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blocks::cim_array::Array;
    use crate::blocks::cim_tile::CimTile;
    use crate::dataflow::{Edge, Origin};

    #[test]
    fn sums_come_to_their_ends_and_halfway() {
        let (u3, array) = (Format::unsigned(3), Array::new(4, 2, Format::signed(3)));
        let weights = vec![vec![1, -2, 3], vec![0, 0, 0]];
        let mut graph = Graph::new("ends", 4, u3);
        let tile = CimTile { array, input: u3, weights };
        let format = tile.output();
        let node = graph.add("tile", tile, Origin::default());
        graph.connect(graph.input(), node, Edge { from: 1, lanes: 3, port: 0, to: 0 });
        let output = graph.add_output(2, format);
        graph.connect(node, output, Edge { from: 0, lanes: 2, port: 0, to: 0 });
        let sums = [vec![0; 4], vec![0, 0, 0, 7], vec![0, 0, 7, 0], vec![0, 7, 0, 7]];
        assert_eq!(extremes(&graph), sums);
        assert_eq!(extremes(&graph.of_frames(2)), Vec::<Beat>::new());
    }
}
