//! Windows of an image, and what pools make of them.

use crate::blocks::line_buffer::LineBuffer;
use crate::blocks::requantize::Requantize;
use crate::blocks::window_pool::{Pooling, WindowPool};
use crate::dataflow::graph::Bundle;
use crate::dataflow::graph::{Graph, NodeId, Origin};
use crate::image::Scan;
use crate::network::{AvgPool, Pool};

use super::activations::Activations;

/// The pixels under a window side by side, for every position of it.
pub(super) fn windows(
    graph: &mut Graph,
    input: &Activations,
    scan: Scan,
    (name, origin): (String, Origin),
) -> Bundle {
    let Scan { image, window } = scan;
    if window.is_pixel() {
        return input.bundle.clone();
    }
    let lines = LineBuffer { image, window, format: input.bundle.format() };
    let node = graph.add(name, lines, origin);
    input.bundle.feed(graph, node, 0);
    Bundle::of(graph, node)
}

/// The greatest code of each window, channel by channel.
pub(super) fn greatest(
    graph: &mut Graph,
    input: &Activations,
    number: usize,
    pool: &Pool,
) -> Activations {
    let node = pooled(graph, input, (format!("max_pool_{number}"), Pooling::Max), pool);
    Activations::of(graph, node, Some(pool.output()))
}

/// The mean code of each window, channel by channel.
pub(super) fn average(
    graph: &mut Graph,
    input: &Activations,
    number: usize,
    average: &AvgPool,
) -> Activations {
    let name = format!("avg_pool_{number}");
    let sums = pooled(graph, input, (name.clone(), Pooling::Sum), &average.pool);
    let sums = Bundle::of(graph, sums);
    let mean = Requantize {
        input: sums.format(),
        multipliers: vec![average.multiplier; sums.lanes()],
        bias: vec![],
        shift: average.shift.into(),
        relu: false,
        output: input.bundle.format(),
    };
    let origin = Origin { part: "means of windows from their sums".into(), ..Origin::default() };
    let node = graph.add(format!("{name}_mean"), mean, origin);
    sums.feed(graph, node, 0);
    Activations::of(graph, node, Some(average.pool.output()))
}

fn pooled(
    graph: &mut Graph,
    input: &Activations,
    (name, pooling): (String, Pooling),
    pool: &Pool,
) -> NodeId {
    let Pool { input: image, window } = *pool;
    let [rows, columns] = window.kernel;
    let origin = |what: &str| Origin {
        part: format!("{what} {rows}x{columns} of {image}"),
        ..Origin::default()
    };
    let lines = (format!("{name}_windows"), origin("windows of"));
    let taken = windows(graph, input, pool.scan(), lines);
    let (pixels, channels) = (window.pixels(), image.channels);
    let block = WindowPool { pixels, channels, input: taken.format(), pooling };
    let what = match pooling {
        Pooling::Max => "greatest of each window of",
        Pooling::Sum => "sum of each window of",
    };
    let node = graph.add(format!("{name}_pooled"), block, origin(what));
    taken.feed(graph, node, 0);
    node
}
