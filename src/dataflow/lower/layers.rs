//! Layers without weights on lanes.

use crate::blocks::argmax::Argmax;
use crate::blocks::collect::Collect;
use crate::blocks::requantize::Requantize;
use crate::dataflow::graph::{Graph, Origin};
use crate::image::Shape;
use crate::network::Sign;
use crate::num::Format;

use super::activations::Activations;

/// All pixels of an image side by side; channel by channel where its sides are given.
pub(super) fn flatten(
    graph: &mut Graph,
    input: Activations,
    number: usize,
    order: Option<Shape>,
) -> Activations {
    let Activations { bundle, image } = collected(graph, input, number);
    let Some(shape) = order else { return Activations { bundle, image } };
    let lanes: Vec<usize> = (0..bundle.lanes()).collect();
    Activations { bundle: bundle.pick(&shape.channels_first(&lanes)), image }
}

fn collected(graph: &mut Graph, input: Activations, number: usize) -> Activations {
    let bundle = input.bundle;
    let Some(image) = input.image.filter(|image| image.pixels() > 1) else {
        // The beat is the whole image already.
        return Activations { bundle, image: None };
    };
    let collect = Collect { beats: image.pixels(), lanes: bundle.lanes(), format: bundle.format() };
    let origin = Origin { part: format!("pixels of {image} side by side"), ..Origin::default() };
    let node = graph.add(format!("flatten_{number}_collected"), collect, origin);
    bundle.feed(graph, node, 0);
    Activations::of(graph, node, None)
}

/// A threshold is a bias, and a result of one bit saturates at 1.
pub(super) fn sign(graph: &mut Graph, input: &Activations, sign: &Sign) -> Activations {
    let lanes = input.bundle.lanes();
    let decide = Requantize {
        input: input.bundle.format(),
        multipliers: vec![1; lanes],
        bias: vec![-sign.threshold; lanes],
        shift: 0.into(),
        relu: false,
        output: Format::unsigned(1),
    };
    let origin = Origin { part: "lanes above the threshold".into(), ..Origin::default() };
    let node = graph.add("sign", decide, origin);
    input.bundle.feed(graph, node, 0);
    Activations::of(graph, node, None)
}

pub(super) fn argmax(graph: &mut Graph, input: &Activations) -> Activations {
    let argmax = Argmax { lanes: input.bundle.lanes(), input: input.bundle.format() };
    let origin = Origin { part: "index of the greatest lane".into(), ..Origin::default() };
    let node = graph.add("argmax", argmax, origin);
    input.bundle.feed(graph, node, 0);
    Activations::of(graph, node, None)
}
