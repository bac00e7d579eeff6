//! Network to graph: every layer becomes operations, every matrix block one on a tile of its own.

use crate::blocks::BlockSpec;
use crate::blocks::adder_tree::AdderTree;
use crate::blocks::argmax::Argmax;
use crate::blocks::cim_array::{Array, Storage};
use crate::blocks::cim_bank::{CimBank, Context};
use crate::blocks::cim_tile::CimTile;
use crate::blocks::relu::Relu;
use crate::blocks::requantize::Requantize;
use crate::diag::Bug;
use crate::network::{Dense, Layer, Network};
use crate::num::Format;

use super::balance::balance;
use super::bind::bind;
use super::bundle::Bundle;
use super::graph::{Graph, Origin};
use super::tiling::blocks;

/// The graph of `network` on its arrays, queues included.
///
/// Legal designs never fail here; a `Bug` says that a check before this one has a gap.
pub fn lower(name: &str, network: &Network) -> Result<Graph, Bug> {
    let mut graph = Graph::new(name, network.lanes, network.input);
    let mut bundle = Bundle::of(&graph, graph.input());
    for layer in &network.layers {
        bundle = match layer {
            Layer::Dense(dense) => {
                let array = network.arrays.get(&dense.tile).ok_or_else(|| {
                    Bug::new(format!("layer `{}` names no array of the design", dense.name))
                })?;
                lower_dense(&mut graph, bundle, dense, array)
            }
            Layer::Conv2d(_) | Layer::MaxPool(_) | Layer::AvgPool(_) => {
                return Err(Bug::new("layers on images are refused before they come here"));
            }
            // The beat is the whole image already.
            Layer::Flatten => bundle,
            Layer::Argmax => lower_argmax(&mut graph, bundle),
        };
    }
    let output = graph.add_output(bundle.lanes(), bundle.format());
    bundle.feed(&mut graph, output, 0);
    bind(&mut graph, &network.arrays)?;
    balance(&mut graph)?;
    graph.check()?;
    Ok(graph)
}

fn origin(dense: &Dense, part: impl Into<String>) -> Origin {
    Origin { layer: Some(dense.name.clone()), hardware: None, part: part.into() }
}

fn lower_dense(graph: &mut Graph, input: Bundle, dense: &Dense, array: &Array) -> Bundle {
    let outputs = blocks(dense.weights.len(), array.columns);
    let columns: Vec<Bundle> = outputs
        .iter()
        .enumerate()
        .map(|(number, outputs)| lower_column(graph, &input, dense, array, number, outputs.clone()))
        .collect();
    let mut sums = Bundle::beside(columns);
    if dense.relu {
        let relu = Relu { lanes: sums.lanes(), input: sums.format() };
        let node = graph.add(format!("{}_relu", dense.name), relu, origin(dense, "activation"));
        sums.feed(graph, node, 0);
        sums = Bundle::of(graph, node);
    }
    let requantize = Requantize {
        input: sums.format(),
        multipliers: dense.requantization.multipliers.clone(),
        shift: dense.requantization.shift,
        output: dense.requantization.output,
    };
    let node = graph.add(
        format!("{}_requantize", dense.name),
        requantize,
        origin(dense, "requantization"),
    );
    sums.feed(graph, node, 0);
    Bundle::of(graph, node)
}

/// One column of tiles: some outputs, all inputs, and the sum of their products and biases.
fn lower_column(
    graph: &mut Graph,
    input: &Bundle,
    dense: &Dense,
    array: &Array,
    number: usize,
    outputs: std::ops::Range<usize>,
) -> Bundle {
    let mut products = vec![];
    for (row, inputs) in blocks(input.lanes(), array.rows).into_iter().enumerate() {
        let weights = dense.weights[outputs.clone()].iter();
        let weights = weights.map(|column| column[inputs.clone()].to_vec()).collect();
        let lanes = input.slice(inputs.clone());
        let tile = tile(one(array), lanes.format(), weights);
        let part = format!("inputs {inputs:?}, outputs {outputs:?}");
        let origin = Origin { hardware: Some(dense.tile.clone()), ..origin(dense, part) };
        let node = graph.add(format!("{}_tile_r{row}_c{number}", dense.name), tile, origin);
        lanes.feed_x(graph, node);
        products.push(Bundle::of(graph, node));
    }
    let bias = &dense.bias[outputs.clone()];
    let biased = bias.iter().any(|bias| *bias != 0);
    if products.len() == 1 && !biased {
        return products.remove(0);
    }
    let tree = AdderTree {
        lanes: outputs.len(),
        inputs: products.iter().map(Bundle::format).collect(),
        bias: if biased { bias.to_vec() } else { vec![] },
    };
    let part = format!("partial sums and bias, outputs {outputs:?}");
    let node = graph.add(format!("{}_sum_c{number}", dense.name), tree, origin(dense, part));
    for (port, product) in products.iter().enumerate() {
        product.feed(graph, node, port);
    }
    Bundle::of(graph, node)
}

/// One product's block.
fn tile(array: Array, input: Format, weights: Vec<Vec<i64>>) -> BlockSpec {
    match array.storage {
        Storage::Rom => CimTile { array, input, weights }.into(),
        Storage::Ram => CimBank { array, contexts: vec![Context { input, weights }] }.into(),
    }
}

/// The array of one product.
fn one(array: &Array) -> Array {
    Array { count: None, ..array.clone() }
}

fn lower_argmax(graph: &mut Graph, input: Bundle) -> Bundle {
    let argmax = Argmax { lanes: input.lanes(), input: input.format() };
    let origin = Origin { part: "index of the greatest lane".into(), ..Origin::default() };
    let node = graph.add("argmax", argmax, origin);
    input.feed(graph, node, 0);
    Bundle::of(graph, node)
}
