//! Layer after layer.

use crate::blocks::StreamType;
use crate::dataflow::graph::Graph;
use crate::dataflow::passes::place;
use crate::dataflow::wired::Wired;
use crate::diag::Bug;
use crate::network::{Layer, Network};

use super::activations::Activations;
use super::layers::{argmax, flatten, sign};
use super::transforms::blockwise;
use super::weighted::{convolution, dense};
use super::windows::{average, greatest};

/// The graph of `network` on its arrays, queues included.
///
/// Legal designs never fail here; a `Bug` says that a check before this one has a gap.
pub fn lower(name: &str, network: &Network) -> Result<Wired, Bug> {
    let (mut graph, mut flow) = begin(name, network);
    for (number, layer) in network.layers.iter().enumerate() {
        let array = |layer: &str, name: &str| {
            let lacking = || Bug::new(format!("layer `{layer}` names no array of the design"));
            network.array(name).ok_or_else(lacking)
        };
        flow = match layer {
            Layer::Dense(layer) => {
                dense(&mut graph, &flow, layer, array(&layer.name, &layer.array)?)
            }
            Layer::Conv2d(layer) => {
                convolution(&mut graph, &flow, layer, array(&layer.name, &layer.array)?)
            }
            Layer::Bwht(layer) => blockwise(&mut graph, &flow, layer),
            Layer::MaxPool(pool) => greatest(&mut graph, &flow, number, pool),
            Layer::AvgPool(pool) => average(&mut graph, &flow, number, pool),
            Layer::Flatten(order) => flatten(&mut graph, flow, number, *order),
            Layer::Argmax => argmax(&mut graph, &flow),
            Layer::Sign(layer) => sign(&mut graph, &flow, layer),
        };
    }
    let output = graph.add_output(flow.bundle.beat(&graph));
    flow.bundle.feed(&mut graph, output, 0);
    place(graph, &network.hardware)
}

/// An empty graph. Samples come pixel by pixel where the first layer takes an image so.
fn begin(name: &str, network: &Network) -> (Graph, Activations) {
    let image = network.layers.first().and_then(Layer::image);
    let graph = match image {
        Some(image) => {
            let beat = StreamType::lanes_of(image.channels, network.input);
            Graph::new(name, beat).of_frames(image.pixels() as u64)
        }
        None => Graph::new(name, StreamType::lanes_of(network.lanes, network.input)),
    };
    let flow = Activations::of(&graph, graph.input(), image);
    (graph, flow)
}
