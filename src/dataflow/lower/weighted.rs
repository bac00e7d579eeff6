//! Layers with weights: products, bias, activation, requantization.

use crate::blocks::cim_array::Array;
use crate::blocks::relu::Relu;
use crate::blocks::requantize::Requantize;
use crate::dataflow::bundle::Bundle;
use crate::dataflow::graph::{Graph, Origin};
use crate::network::{Conv2d, Dense, Requantization};

use super::flow::Flow;
use super::products::{Group, Products, depthwise, matrix};
use super::windows::windows;

/// What follows the sums of a layer.
pub(super) struct Tail<'a> {
    pub name: &'a str,
    pub relu: bool,
    pub requantization: &'a Requantization,
}

/// A matrix times the lanes that come.
pub(super) fn dense(graph: &mut Graph, input: &Flow, layer: &Dense, array: &Array) -> Flow {
    let groups = matrix(&input.bundle, &layer.weights, &layer.bias, array);
    let products = Products { layer: &layer.name, hardware: &layer.tile, array };
    let sums = products.lower(graph, &groups);
    let Dense { name, relu, requantization, .. } = layer;
    let bundle = Tail { name, relu: *relu, requantization }.lower(graph, sums);
    Flow { bundle, image: None }
}

/// The same for every window of an image.
pub(super) fn convolution(graph: &mut Graph, input: &Flow, layer: &Conv2d, array: &Array) -> Flow {
    let [rows, columns] = layer.window.kernel;
    let part = format!("windows of {rows}x{columns} of {}", layer.input);
    let lines = (format!("{}_windows", layer.name), origin(&layer.name, part));
    let taken = windows(graph, input, (layer.input, layer.window), lines);
    let groups: Vec<Group> = match layer.depthwise {
        true => depthwise(&taken, &layer.weights, &layer.bias, array),
        false => matrix(&taken, &layer.weights, &layer.bias, array),
    };
    let products = Products { layer: &layer.name, hardware: &layer.tile, array };
    let sums = products.lower(graph, &groups);
    let Conv2d { name, relu, requantization, .. } = layer;
    let bundle = Tail { name, relu: *relu, requantization }.lower(graph, sums);
    Flow { bundle, image: Some(layer.output()) }
}

impl Tail<'_> {
    pub fn lower(&self, graph: &mut Graph, mut sums: Bundle) -> Bundle {
        let Self { name, relu, requantization } = self;
        if *relu {
            let relu = Relu { lanes: sums.lanes(), input: sums.format() };
            let node = graph.add(format!("{name}_relu"), relu, origin(name, "activation"));
            sums.feed(graph, node, 0);
            sums = Bundle::of(graph, node);
        }
        let requantize = Requantize {
            input: sums.format(),
            multipliers: requantization.multipliers.clone(),
            shift: requantization.shift,
            output: requantization.output,
        };
        let origin = origin(name, "requantization");
        let node = graph.add(format!("{name}_requantize"), requantize, origin);
        sums.feed(graph, node, 0);
        Bundle::of(graph, node)
    }
}

/// A part of a layer.
pub(super) fn origin(layer: &str, part: impl Into<String>) -> Origin {
    Origin { layer: Some(layer.to_string()), part: part.into(), ..Origin::default() }
}
