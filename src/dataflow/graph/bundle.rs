//! Lanes of several nodes side by side.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::blocks::{Field, Store, StreamType};
use crate::num::{Format, covering};

use super::edge::Edge;
use super::graph::Graph;
use super::node::NodeId;

/// Numbers that belong together, wherever they are made.
#[derive(Clone, Debug)]
pub(in crate::dataflow) struct Bundle {
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug)]
struct Piece {
    node: NodeId,
    lanes: Range<usize>,
    format: Format,
}

impl Piece {
    /// Whether the lanes of another follow those of this one.
    fn is_before(&self, other: &Self) -> bool {
        let is_same = self.node == other.node && self.format == other.format;
        is_same && self.lanes.end == other.lanes.start
    }
}

impl Bundle {
    /// All lanes of a node's output, which has one field.
    pub fn of(graph: &Graph, node: NodeId) -> Self {
        let interface = graph.node(node).interface();
        let fields = interface.outputs.iter().flat_map(|stream| &stream.beat.fields);
        let mut start = 0;
        let pieces = fields.map(|field| {
            start += field.lanes;
            Piece { node, lanes: start - field.lanes..start, format: field.format }
        });
        Self { pieces: pieces.collect() }
    }

    /// Bundles side by side.
    pub fn beside(bundles: impl IntoIterator<Item = Bundle>) -> Self {
        Self { pieces: bundles.into_iter().flat_map(|bundle| bundle.pieces).collect() }
    }

    /// Number of lanes.
    pub fn lanes(&self) -> usize {
        self.pieces.iter().map(|piece| piece.lanes.len()).sum()
    }

    /// The narrowest format that holds every lane of integers; that of floats, which are all of one.
    pub fn format(&self) -> Format {
        let formats = || self.pieces.iter().map(|piece| piece.format);
        if let Some(float) = formats().find(|format| !format.is_integer()) {
            return float;
        }
        let least = formats().map(|format| format.min()).min().unwrap_or(0);
        let most = formats().map(|format| format.max()).max().unwrap_or(0);
        // Mixing an unsigned format of the greatest width with a signed one needs a bit more than
        // there is; blocks' own limits keep sums far below.
        covering(least, most).unwrap_or(Format::signed(Format::MAX_BITS))
    }

    /// What a beat of these lanes holds: one field where they are all of beats of one, and of one format or integers;
    /// else a field for each, called like it in the beat that it comes from, or like the node that gives nothing else,
    /// whatever queues are between.
    pub fn beat(&self, graph: &Graph) -> StreamType {
        let parts = |piece: &Piece| {
            let mut outputs = graph.node(piece.node).interface().outputs;
            outputs.pop().map_or(vec![], |stream| stream.beat.fields)
        };
        let same = self.pieces.windows(2).all(|pair| pair[0].format == pair[1].format);
        let is_one = same || self.pieces.iter().all(|piece| piece.format.is_integer());
        if is_one && self.pieces.iter().all(|piece| parts(piece).len() == 1) {
            return StreamType::lanes_of(self.lanes(), self.format());
        }
        let mut taken = BTreeSet::new();
        let mut field = |piece: &Piece| {
            let node = &graph.node(graph.ahead_of_queues(piece.node)).name;
            let name = match &parts(piece)[..] {
                [_] => node.clone(),
                several => {
                    let beat = StreamType { fields: several.to_vec() };
                    let name = beat.field_at(piece.lanes.start).map_or("", |field| &field.name);
                    if taken.contains(name) { format!("{node}_{name}") } else { name.to_string() }
                }
            };
            let more = (2..).map(|number| format!("{name}_{number}"));
            let name = [name.clone()].into_iter().chain(more).find(|one| !taken.contains(one));
            let name = name.unwrap_or_default();
            taken.insert(name.clone());
            Field { name, lanes: piece.lanes.len(), format: piece.format }
        };
        StreamType { fields: self.pieces.iter().map(&mut field).collect() }
    }

    /// Some of the lanes.
    pub fn slice(&self, lanes: Range<usize>) -> Self {
        let mut at = 0;
        let mut pieces = vec![];
        for piece in &self.pieces {
            let here = at..at + piece.lanes.len();
            at = here.end;
            let (start, end) = (lanes.start.max(here.start), lanes.end.min(here.end));
            if start < end {
                let offset = piece.lanes.start;
                let lanes = offset + start - here.start..offset + end - here.start;
                pieces.push(Piece { lanes, ..piece.clone() });
            }
        }
        Self { pieces }
    }

    /// The lanes of these numbers, side by side.
    pub fn pick(&self, lanes: &[usize]) -> Self {
        let one = |piece: &Piece, lane: usize| Piece { lanes: lane..lane + 1, ..piece.clone() };
        let all: Vec<Piece> = self
            .pieces
            .iter()
            .flat_map(|piece| piece.lanes.clone().map(|lane| one(piece, lane)))
            .collect();
        let mut pieces: Vec<Piece> = vec![];
        for piece in lanes.iter().filter_map(|lane| all.get(*lane)) {
            match pieces.last_mut() {
                Some(last) if last.is_before(piece) => last.lanes.end = piece.lanes.end,
                _ => pieces.push(piece.clone()),
            }
        }
        Self { pieces }
    }

    /// Feeds the lanes to `port` of `consumer`, from lane 0 up.
    pub fn feed(&self, graph: &mut Graph, consumer: NodeId, port: usize) {
        self.feed_from(graph, consumer, port, 0);
    }

    /// Feeds the lanes to the only port of `consumer`: to its field `x`, where it has several.
    pub fn feed_x(&self, graph: &mut Graph, consumer: NodeId) {
        let stream = graph.node(consumer).interface().inputs.pop();
        let to = stream.and_then(|stream| stream.beat.first_lane(Store::DATA)).unwrap_or(0);
        self.feed_from(graph, consumer, 0, to);
    }

    fn feed_from(&self, graph: &mut Graph, consumer: NodeId, port: usize, mut to: usize) {
        for piece in &self.pieces {
            let lanes = piece.lanes.len();
            graph.connect(piece.node, consumer, Edge { from: piece.lanes.start, lanes, port, to });
            to += lanes;
        }
    }
}
