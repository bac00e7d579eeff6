//! Samples that drive the first sums to their ends.

use std::collections::BTreeMap;

use crate::blocks::{Beat, Store, StreamType};
use crate::num::Format;

use crate::dataflow::graph::{Graph, NodeId, Operation};

/// For every output of every product that takes the design's input as it comes the greatest and the least sum, and
/// about half of these: codes drawn at random come nowhere near them, and the upper bits of sums are all told
/// apart by an end and its half. For every sum of such products, its own ends. Products of lanes that none of
/// them shares come to their ends in one beat, so that beats do not grow with the rows of tiles. The first of the
/// beats, however many, are a sample of all. Empty where no product takes the input, and where a sample is
/// several beats.
pub fn extremes(graph: &Graph) -> Vec<Beat> {
    let Operation::Input { beat } = &graph.node(graph.input()).operation else { return vec![] };
    if graph.beats_per_sample() > 1 {
        return vec![];
    }
    let lanes = beat.lanes();
    let products = products(graph);
    let mut beats = vec![];
    for columns in together(&products, lanes) {
        let ways = [(1, 1), (-1, 1), (1, 2), (-1, 2)];
        beats.extend(ways.map(|way| ends(&columns, way, beat)));
    }
    for sum in sums(graph, &products, lanes) {
        beats.extend([1, -1].map(|sign| ends(std::slice::from_ref(&sum), (sign, 1), beat)));
    }
    beats.sort();
    beats.dedup();
    fastrand::Rng::with_seed(ORDER).shuffle(&mut beats);
    beats
}

/// Seed of the order of beats, which means nothing.
const ORDER: u64 = 1;

/// Lanes of the input, and what each is multiplied with on its way to one sum.
type Column = Vec<(usize, i64)>;

/// A product that nothing but the input feeds.
struct Product<'g> {
    /// The lane of the input that each row takes, if it takes one.
    rows: Vec<Option<usize>>,
    /// `[output][row]`.
    weights: &'g [Vec<i64>],
}

impl Product<'_> {
    /// What makes up an output's sum.
    fn column(&self, output: usize) -> impl Iterator<Item = (usize, i64)> {
        let weights = self.weights.get(output).into_iter().flatten();
        let taken = self.rows.iter().zip(weights).filter(|(_, weight)| **weight != 0);
        taken.filter_map(|(lane, weight)| Some(((*lane)?, *weight)))
    }
}

fn products(graph: &Graph) -> BTreeMap<NodeId, Product<'_>> {
    let product = |(id, weights)| Some((id, Product { rows: rows(graph, id, weights)?, weights }));
    let matrices =
        graph.nodes().filter_map(|(id, node)| Some((id, node.block()?.as_block().on()?.matrix()?)));
    matrices.filter_map(product).collect()
}

/// The lanes of the input that a product's rows take; `None` where something else feeds it.
fn rows(graph: &Graph, id: NodeId, weights: &[Vec<i64>]) -> Option<Vec<Option<usize>>> {
    let mut rows = vec![None; weights.first().map_or(0, Vec::len)];
    let first_row = first_row(graph, id);
    for (from, edge) in graph.edges_into(id, 0) {
        if from != graph.input() {
            return None;
        }
        let row = edge.to.checked_sub(first_row)?;
        let lanes = edge.from..edge.from + edge.lanes;
        rows.iter_mut().skip(row).zip(lanes).for_each(|(row, lane)| *row = Some(lane));
    }
    Some(rows)
}

/// The lane of a product's port that is row 0.
fn first_row(graph: &Graph, id: NodeId) -> usize {
    let port = graph.node(id).interface().inputs.pop();
    port.and_then(|port| port.beat.first_lane(Store::DATA)).unwrap_or(0)
}

/// Columns of products that share no lanes: those of equal number of all products that fit beside each other.
fn together(products: &BTreeMap<NodeId, Product<'_>>, lanes: usize) -> Vec<Vec<Column>> {
    let mut groups: Vec<(Vec<bool>, Vec<&Product<'_>>)> = vec![];
    for product in products.values() {
        let own = || product.rows.iter().flatten();
        let free = |(taken, _): &&mut (Vec<bool>, _)| !own().any(|lane| taken[*lane]);
        let group = match groups.iter_mut().find(free) {
            Some(group) => group,
            None => {
                groups.push((vec![false; lanes], vec![]));
                let last = groups.len() - 1;
                &mut groups[last]
            }
        };
        own().for_each(|lane| group.0[*lane] = true);
        group.1.push(product);
    }
    groups.iter().flat_map(|(_, group)| columns(group)).collect()
}

/// Of products beside each other all first columns, then all second ones, and so on.
fn columns(group: &[&Product<'_>]) -> Vec<Vec<Column>> {
    let outputs = group.iter().map(|product| product.weights.len()).max().unwrap_or(0);
    let number = |output: usize| {
        let columns = group.iter().map(|product| product.column(output).collect());
        columns.filter(|column: &Column| !column.is_empty()).collect::<Vec<Column>>()
    };
    (0..outputs).map(number).filter(|columns| !columns.is_empty()).collect()
}

/// What makes up each lane of every sum of products and of the input itself.
fn sums(graph: &Graph, products: &BTreeMap<NodeId, Product<'_>>, lanes: usize) -> Vec<Column> {
    let adders = graph.nodes().filter_map(|(id, node)| {
        let block = node.block()?.as_block();
        block.adds().then(|| (id, block.interface()))
    });
    let sums = adders.filter_map(|(id, streams)| {
        let edges: Vec<_> = graph.edges_by_port(id, streams.inputs.len()).concat();
        let known =
            edges.iter().all(|(from, _)| *from == graph.input() || products.contains_key(from));
        let sum = |lane: usize| {
            let mut along = vec![0; lanes];
            for (from, edge) in
                edges.iter().filter(|(_, edge)| (edge.to..edge.to + edge.lanes).contains(&lane))
            {
                let given = edge.from + lane - edge.to;
                match products.get(from) {
                    Some(product) => {
                        product.column(given).for_each(|(lane, weight)| along[lane] += weight)
                    }
                    None => along[given] += 1,
                }
            }
            along.into_iter().enumerate().filter(|(_, weight)| *weight != 0).collect::<Column>()
        };
        let lanes = streams.outputs.first().map_or(0, |stream| stream.beat.lanes());
        known.then(|| (0..lanes).map(sum).collect::<Vec<Column>>())
    });
    sums.flatten().filter(|sum| !sum.is_empty()).collect()
}

/// The beat in which each column has its greatest sum, or its least where `sign` is -1; of the lanes that raise it
/// so, one in `share` does.
fn ends(columns: &[Column], (sign, share): (i64, usize), input: &StreamType) -> Beat {
    let formats: Vec<Format> = input.formats().collect();
    let mut beat: Beat = formats.iter().map(|format| format.min()).collect();
    for column in columns {
        let raising = column.iter().filter(|(_, weight)| (weight * sign).signum() == 1);
        raising
            .skip(share - 1)
            .step_by(share)
            .for_each(|(lane, _)| beat[*lane] = formats[*lane].max());
    }
    beat
}

#[cfg(test)]
mod tests;
