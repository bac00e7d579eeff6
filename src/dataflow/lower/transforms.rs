//! Blockwise transforms: there and back, block by block of channels.

use crate::blocks::wht_crossbar::WhtCrossbar;
use crate::dataflow::graph::Bundle;
use crate::dataflow::graph::{Graph, Origin};
use crate::network::{Bwht, ChannelBlock};

use super::activations::Activations;
use super::weighted::Tail;

/// Every block's channels through its crossbars, side by side again.
pub(super) fn blockwise(graph: &mut Graph, input: &Activations, layer: &Bwht) -> Activations {
    let blocks = layer.blocks.iter().enumerate();
    let back =
        blocks.map(|(number, block)| there_and_back(graph, &input.bundle, layer, (number, block)));
    let sums = Bundle::beside(back.collect::<Vec<_>>());
    let Bwht { name, requantization, .. } = layer;
    let bundle = Tail { name, requantization }.lower(graph, &sums);
    Activations { bundle, image: input.image }
}

fn there_and_back(
    graph: &mut Graph,
    input: &Bundle,
    layer: &Bwht,
    (number, block): (usize, &ChannelBlock),
) -> Bundle {
    let ChannelBlock { channels, forward, inverse } = block;
    let mut one = |input: &Bundle, what: &str, transform: &WhtCrossbar| {
        let part = format!("{what} of channels {channels:?}");
        let hardware = Some(layer.crossbar.clone());
        let origin = Origin { hardware, ..Origin::part(&layer.name, part) };
        let node = graph.add(format!("{}_{what}_b{number}", layer.name), transform.clone(), origin);
        input.feed_x(graph, node);
        Bundle::of(graph, node)
    };
    let coefficients = one(&input.slice(channels.clone()), "transform", forward);
    one(&coefficients, "inverse", inverse).slice(0..channels.len())
}
