//! Which operations a drawing shows as one box: those of one layer that are alike and stand side by side.

use std::collections::{BTreeMap, BTreeSet};

use crate::dataflow::graph::{Graph, NodeId};
use crate::dataflow::wired::Wired;

use super::label::edge_formats;

/// How much of a graph is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// One box for all tiles of a layer, one for all of its sums, and so on.
    Folded,
    /// One box per operation.
    Unfolded,
}

/// What is drawn: boxes, the arrows between them, and how far down each box stands.
pub(super) struct Fold {
    /// Operations of each box.
    pub boxes: Vec<Vec<NodeId>>,
    /// Longest way from the input to each box.
    pub ranks: Vec<usize>,
    pub arrows: Vec<Arrow>,
}

/// From one box to another.
pub(super) struct Arrow {
    pub from: usize,
    pub to: usize,
    /// Lanes that go along it, and their format.
    pub label: String,
}

/// What operations of one box have in common.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    /// Kind and rank of the parts of a layer, with the entry of the `hardware` section.
    Part { layer: String, hardware: Option<String>, kind: &'static str, rank: usize },
    /// Queues between the same boxes.
    Queue { from: Vec<usize>, rank: usize },
    /// One operation by itself.
    Alone(NodeId),
}

impl Fold {
    pub fn new(graph: &Wired, view: View) -> Self {
        let mut fold = Self { boxes: vec![], ranks: vec![], arrows: vec![] };
        let mut box_of: BTreeMap<NodeId, usize> = BTreeMap::new();
        let mut number_of: BTreeMap<Key, usize> = BTreeMap::new();
        for id in graph.order().iter().copied() {
            let above: BTreeSet<usize> =
                graph.producers(id).iter().map(|from| box_of[from]).collect();
            let rank = above.iter().map(|number| fold.ranks[*number] + 1).max().unwrap_or(0);
            let key = match view {
                View::Folded => key(graph, id, rank, &above),
                View::Unfolded => Key::Alone(id),
            };
            let number = *number_of.entry(key).or_insert_with(|| {
                fold.boxes.push(vec![]);
                fold.ranks.push(rank);
                fold.boxes.len() - 1
            });
            fold.boxes[number].push(id);
            box_of.insert(id, number);
        }
        fold.arrows = arrows(graph, &box_of);
        fold
    }
}

fn key(graph: &Graph, id: NodeId, rank: usize, above: &BTreeSet<usize>) -> Key {
    let node = graph.node(id);
    match (node.block(), &node.origin.layer) {
        (Some(block), Some(layer)) => Key::Part {
            layer: layer.clone(),
            hardware: node.origin.hardware.clone(),
            kind: block.kind(),
            rank,
        },
        (Some(block), None) if block.as_block().queue().is_some() => {
            Key::Queue { from: above.iter().copied().collect(), rank }
        }
        _ => Key::Alone(id),
    }
}

/// One arrow between two boxes, whatever number of edges that is.
fn arrows(graph: &Graph, box_of: &BTreeMap<NodeId, usize>) -> Vec<Arrow> {
    let mut between: BTreeMap<(usize, usize), BTreeSet<(NodeId, usize)>> = BTreeMap::new();
    for (from, to, edge) in graph.edges() {
        // A lane that several operations of a box take is one lane.
        let lanes = (edge.from..edge.from + edge.lanes).map(|lane| (from, lane));
        between.entry((box_of[&from], box_of[&to])).or_default().extend(lanes);
    }
    let arrow = |((from, to), lanes): ((usize, usize), BTreeSet<(NodeId, usize)>)| Arrow {
        from,
        to,
        label: format!("{} x {}", lanes.len(), edge_formats(graph, &lanes)),
    };
    between.into_iter().map(arrow).collect()
}
