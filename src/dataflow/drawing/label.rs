//! What drawings say of operations and of the lanes between them.

use std::collections::BTreeSet;

use crate::blocks::{Rate, Stream};
use crate::dataflow::graph::{Edge, Graph, NodeId, Operation};
use crate::network::Network;

/// Operations of one box that its title tells one by one.
const TOLD: usize = 8;

/// What is said of a box: its name, and facts that other boxes may have too.
pub(super) struct Label {
    pub name: String,
    pub facts: Vec<String>,
}

impl Label {
    /// Of the operations of one box.
    pub fn of(graph: &Graph, members: &[NodeId]) -> Self {
        let mut facts = members.iter().map(|id| facts(graph, *id));
        let mut common = facts.next().unwrap_or_default();
        for other in facts {
            common.retain(|fact| other.contains(fact));
        }
        match members {
            [one] => Self { name: graph.node(*one).name.clone(), facts: common },
            _ => {
                let (name, told) = folded(graph, members);
                // What the name tells is not told again.
                common.retain(|fact| Some(fact) != told.as_ref());
                Self { name, facts: common }
            }
        }
    }

    /// The lines of a box: its name, what it is, and where it comes from.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![self.name.clone()];
        if let Some((first, others)) = self.facts.split_first() {
            lines.push(first.clone());
            lines.extend(Some(others.join(", ")).filter(|line| !line.is_empty()));
        }
        lines
    }
}

/// The name of several operations of a layer, and the fact that it tells.
fn folded(graph: &Graph, members: &[NodeId]) -> (String, Option<String>) {
    let node = graph.node(members[0]);
    let kind = node.block().map_or("operation", |block| block.kind());
    let what = match grid(graph, members) {
        Some((rows, columns)) => format!("{rows} x {columns} tiles"),
        None => format!("{} x {kind}", members.len()),
    };
    match &node.origin.layer {
        Some(layer) => (format!("{layer}: {what}"), Some(format!("layer `{layer}`"))),
        None => (what, None),
    }
}

/// Rows and columns of the tiles of a layer; `None` where they fill no grid.
pub(super) fn grid(graph: &Graph, members: &[NodeId]) -> Option<(usize, usize)> {
    let places = members.iter().map(|id| graph.node(*id).origin.place);
    let places: BTreeSet<(usize, usize)> = places.collect::<Option<_>>()?;
    let rows = places.iter().map(|(row, _)| row + 1).max()?;
    let columns = places.iter().map(|(_, column)| column + 1).max()?;
    (rows * columns == members.len()).then_some((rows, columns))
}

/// Block with its cycles, layer, part, hardware: what is there of these.
fn facts(graph: &Graph, id: NodeId) -> Vec<String> {
    let node = graph.node(id);
    let origin = &node.origin;
    let block = match &node.operation {
        Operation::Input { beat } => format!("input, {beat}"),
        Operation::Output { beat } => format!("output, {beat}"),
        Operation::Block(spec) => {
            let Rate { takes, gives, cycles } = spec.as_block().timing().rate();
            let rate = match (takes, gives) {
                (1, 1) => format!("interval {cycles}"),
                _ => format!("{takes} beats to {gives} in {cycles} cycles"),
            };
            format!("{}, latency {}, {rate}", spec.kind(), graph.latency(id))
        }
    };
    let mut facts = vec![block];
    facts.extend(origin.layer.iter().map(|layer| format!("layer `{layer}`")));
    facts.extend(Some(origin.part.clone()).filter(|part| !part.is_empty()));
    facts.extend(origin.hardware.iter().map(|hardware| format!("on `{hardware}`")));
    facts.extend(graph.placed(id).turn.map(|turn| {
        format!("shared as {} context {}", graph.shared()[turn.instance].name, turn.operation)
    }));
    facts
}

/// One operation in two lines: its name with all facts.
pub(super) fn node_lines(graph: &Graph, id: NodeId) -> Vec<String> {
    Label { name: graph.node(id).name.clone(), facts: facts(graph, id) }.lines()
}

/// What is shown of a box that is pointed at: each operation with its streams and their formats, and what a code of its
/// layer's results is worth.
pub(super) fn title(graph: &Graph, members: &[NodeId], network: Option<&Network>) -> String {
    let mut lines: Vec<String> = members.iter().take(TOLD).map(|id| told(graph, *id)).collect();
    if members.len() > TOLD {
        lines.push(format!("and {} more", members.len() - TOLD));
    }
    let node = graph.node(members[0]);
    let scale = network.and_then(|network| match (&node.operation, &node.origin.layer) {
        (Operation::Input { .. }, _) => Some(("the input".to_string(), network.input_scale)),
        (_, Some(layer)) => Some((format!("the results of `{layer}`"), network.scale_of(layer)?)),
        _ => None,
    });
    lines.extend(scale.map(|(of, scale)| format!("one code of {of} is worth {scale:.6}")));
    lines.join("\n")
}

fn told(graph: &Graph, id: NodeId) -> String {
    let node = graph.node(id);
    let interface = node.interface();
    let stream = |stream: &Stream| format!("{} {}", stream.name, stream.beat);
    let streams = |streams: &[Stream]| match streams.len() {
        0..=TOLD => streams.iter().map(stream).collect::<Vec<_>>().join(", "),
        many => format!("{many} streams"),
    };
    let ways = [("takes", &interface.inputs), ("gives", &interface.outputs)];
    let ways = ways.iter().filter(|(_, of)| !of.is_empty());
    let ways: Vec<String> = ways.map(|(word, of)| format!("{word} {}", streams(of))).collect();
    format!("{}: {}; {}", node.name, facts(graph, id).join(", "), ways.join("; "))
}

/// Lanes and format of an edge.
pub(super) fn edge_line(graph: &Graph, from: NodeId, edge: &Edge) -> String {
    let lanes = (edge.from..edge.from + edge.lanes).map(|lane| (from, lane)).collect();
    format!("{} x {}", edge.lanes, edge_formats(graph, &lanes))
}

/// The formats of lanes of producers.
pub(super) fn edge_formats(graph: &Graph, lanes: &BTreeSet<(NodeId, usize)>) -> String {
    let mut formats: Vec<String> = vec![];
    let producers: BTreeSet<NodeId> = lanes.iter().map(|(from, _)| *from).collect();
    for from in producers {
        let outputs = graph.node(from).interface().outputs;
        let mut first = 0;
        for field in outputs.iter().take(1).flat_map(|stream| &stream.beat.fields) {
            let beyond = first + field.lanes;
            let used = lanes.range((from, first)..(from, beyond)).next().is_some();
            let format = field.format.to_string();
            if used && !formats.contains(&format) {
                formats.push(format);
            }
            first = beyond;
        }
    }
    formats.join(" and ")
}

/// Text within SVG.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
