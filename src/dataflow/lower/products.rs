//! Matrices cut into blocks that fit an array, and the sums of the blocks' products.

use std::ops::Range;

use crate::blocks::adder_tree::AdderTree;
use crate::blocks::cim_array::{Array, CimArray};
use crate::blocks::digitizer::Conversion;
use crate::dataflow::graph::Bundle;
use crate::dataflow::graph::{Graph, Origin};
use crate::dataflow::tiling::cuts;

/// Outputs that share arrays: at most as many as an array has columns.
pub(super) struct OutputGroup {
    outputs: Range<usize>,
    /// What all of them see.
    input: Bundle,
    /// `[output][input]`.
    weights: Vec<Vec<i64>>,
}

/// Every output sees all inputs.
pub(super) fn matrix(input: &Bundle, weights: &[Vec<i64>], array: &Array) -> Vec<OutputGroup> {
    let group = |outputs: Range<usize>| OutputGroup {
        input: input.clone(),
        weights: weights[outputs.clone()].to_vec(),
        outputs,
    };
    cuts(weights.len(), array.columns).into_iter().map(group).collect()
}

/// Output `n` sees channel `n` only, of pixels that come side by side: as many channels as fit share an
/// array, each with rows of its own, and the other channels' rows hold zeros for it.
pub(super) fn depthwise(input: &Bundle, weights: &[Vec<i64>], array: &Array) -> Vec<OutputGroup> {
    let (channels, pixels) = (weights.len(), weights.first().map_or(1, Vec::len).max(1));
    // Rows of two channels that are digitized together would be clipped together.
    let apart = array.digitizer == Conversion::Exact || pixels.is_multiple_of(array.active_rows());
    let fit = if apart { (array.rows / pixels).min(array.columns) } else { 1 };
    let channel = |channel: usize| {
        let lanes = (0..pixels).map(move |pixel| pixel * channels + channel);
        Bundle::beside(lanes.map(|lane| input.slice(lane..lane + 1)))
    };
    let row = |own: usize, count: usize, weights: &[i64]| {
        let mut row = vec![0; count * pixels];
        row[own * pixels..(own + 1) * pixels].copy_from_slice(weights);
        row
    };
    let group = |outputs: Range<usize>| OutputGroup {
        input: Bundle::beside(outputs.clone().map(channel)),
        weights: weights[outputs.clone()]
            .iter()
            .enumerate()
            .map(|(own, weights)| row(own, outputs.len(), weights))
            .collect(),
        outputs,
    };
    cuts(channels, fit.max(1)).into_iter().map(group).collect()
}

/// The products of a layer.
pub(super) struct Products<'a> {
    pub layer: &'a str,
    /// Name of the array in the `hardware` section.
    pub hardware: &'a str,
    pub array: &'a Array,
}

impl Products<'_> {
    /// The products of all groups, side by side.
    pub fn lower(&self, graph: &mut Graph, groups: &[OutputGroup]) -> Bundle {
        let groups = groups.iter().enumerate();
        Bundle::beside(groups.map(|(number, group)| self.column(graph, number, group)))
    }

    /// One column of tiles: some outputs, all that they see, and the sum of their products.
    fn column(&self, graph: &mut Graph, number: usize, group: &OutputGroup) -> Bundle {
        let OutputGroup { outputs, input, weights } = group;
        let mut products = vec![];
        for (row, inputs) in cuts(input.lanes(), self.array.rows).into_iter().enumerate() {
            let weights = weights.iter().map(|column| column[inputs.clone()].to_vec()).collect();
            let lanes = input.slice(inputs.clone());
            let tile = CimArray::new(self.array.clone(), lanes.format(), weights);
            let part = format!("inputs {inputs:?}, outputs {outputs:?}");
            let hardware = Some(self.hardware.to_string());
            let place = Some((row, number));
            let origin = Origin { hardware, place, ..Origin::part(self.layer, part) };
            let node = graph.add(format!("{}_tile_r{row}_c{number}", self.layer), tile, origin);
            lanes.feed_x(graph, node);
            products.push(Bundle::of(graph, node));
        }
        if products.len() == 1 {
            return products.remove(0);
        }
        let tree = AdderTree {
            lanes: outputs.len(),
            inputs: products.iter().map(Bundle::format).collect(),
            bias: vec![],
        };
        let part = format!("partial sums, outputs {outputs:?}");
        let node = graph.add(
            format!("{}_sum_c{number}", self.layer),
            tree,
            Origin::part(self.layer, part),
        );
        for (port, product) in products.iter().enumerate() {
            product.feed(graph, node, port);
        }
        Bundle::of(graph, node)
    }
}
