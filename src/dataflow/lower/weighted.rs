//! Layers with weights: products, then bias, activation and requantization in one.

use crate::blocks::cim_array::Array;
use crate::blocks::requantize::Requantize;
use crate::dataflow::graph::Bundle;
use crate::dataflow::graph::{Graph, Origin};
use crate::network::{Conv2d, Dense, Requantization};
use crate::num::Format;

use super::activations::Activations;
use super::products::{OutputGroup, Products, depthwise, matrix};
use super::windows::windows;

/// What follows the sums of a layer.
pub(super) struct Tail<'a> {
    pub name: &'a str,
    pub requantization: &'a Requantization,
}

/// A matrix times the lanes that come.
pub(super) fn dense(
    graph: &mut Graph,
    input: &Activations,
    layer: &Dense,
    array: &Array,
) -> Activations {
    let groups = matrix(&input.bundle, &layer.weights, array);
    let products = Products { layer: &layer.name, hardware: &layer.array, array };
    let sums = products.lower(graph, &groups);
    let Dense { name, requantization, .. } = layer;
    let bundle = Tail { name, requantization }.lower(graph, &sums);
    Activations { bundle, image: None }
}

/// The same for every window of an image.
pub(super) fn convolution(
    graph: &mut Graph,
    input: &Activations,
    layer: &Conv2d,
    array: &Array,
) -> Activations {
    let [rows, columns] = layer.window.kernel;
    let part = format!("windows of {rows}x{columns} of {}", layer.input);
    let lines = (format!("{}_windows", layer.name), Origin::part(&layer.name, part));
    let taken = windows(graph, input, layer.scan(), lines);
    let groups: Vec<OutputGroup> = match layer.depthwise {
        true => depthwise(&taken, &layer.weights, array),
        false => matrix(&taken, &layer.weights, array),
    };
    let products = Products { layer: &layer.name, hardware: &layer.array, array };
    let sums = products.lower(graph, &groups);
    let Conv2d { name, requantization, .. } = layer;
    let bundle = Tail { name, requantization }.lower(graph, &sums);
    Activations { bundle, image: Some(layer.output()) }
}

impl Tail<'_> {
    pub fn lower(&self, graph: &mut Graph, sums: &Bundle) -> Bundle {
        let Self { name, requantization } = self;
        let block = requantize(sums.format(), requantization);
        let bias = (!block.bias.is_empty()).then_some("bias");
        let activation = block.relu.then_some("activation");
        let does = bias.into_iter().chain(activation).chain(["requantization"]);
        let origin = Origin::part(name, does.collect::<Vec<_>>().join(", "));
        let node = graph.add(format!("{name}_requantize"), block, origin);
        sums.feed(graph, node, 0);
        Bundle::of(graph, node)
    }
}

/// The block of a layer's constants.
fn requantize(input: Format, requantization: &Requantization) -> Requantize {
    let Requantization { lanes, relu, output } = requantization;
    let biased = lanes.iter().any(|lane| lane.bias != 0);
    Requantize {
        input,
        multipliers: lanes.iter().map(|lane| lane.multiplier).collect(),
        bias: if biased { lanes.iter().map(|lane| lane.bias).collect() } else { vec![] },
        shift: lanes.iter().map(|lane| lane.shift).collect::<Vec<_>>().into(),
        relu: *relu,
        output: *output,
    }
}
