//! Rows of charts: those of one layer that do the same at the same time are one.

use crate::dataflow::graph::{Graph, NodeId};

use super::chart::Bar;
use super::fold::View;
use super::label::{Label, grid};

/// An array at work.
pub(super) struct Row {
    /// Its name, where it is a row by itself.
    pub name: String,
    /// What runs on it.
    pub operations: Vec<NodeId>,
    pub bars: Vec<Bar>,
}

impl Row {
    /// The layer of an array that runs one operation; `None` for one that several share.
    fn layer<'g>(&self, graph: &'g Graph) -> Option<&'g String> {
        match self.operations[..] {
            [one] => graph.node(one).origin.layer.as_ref(),
            _ => None,
        }
    }

    fn is_like(&self, other: &Self, graph: &Graph) -> bool {
        let times = |bar: &Bar| (bar.start, bar.cycles, bar.color);
        let layer = self.layer(graph);
        layer.is_some()
            && layer == other.layer(graph)
            && self.bars.iter().map(times).eq(other.bars.iter().map(times))
    }
}

/// Names and bars of the rows that are drawn.
pub(super) fn drawn(graph: &Graph, rows: Vec<Row>, view: View) -> (Vec<String>, Vec<Bar>) {
    let mut folded: Vec<Vec<Row>> = vec![];
    for row in rows {
        let like = folded.iter_mut().find(|others| row.is_like(&others[0], graph));
        match like.filter(|_| view == View::Folded) {
            Some(others) => others.push(row),
            None => folded.push(vec![row]),
        }
    }
    let name = |rows: &Vec<Row>| match &rows[..] {
        [one] => one.name.clone(),
        many => {
            let members = many.iter().flat_map(|row| row.operations.iter().copied());
            let members: Vec<NodeId> = members.collect();
            match grid(graph, &members) {
                Some(_) => Label::of(graph, &members).name,
                None => format!("{} and {} more", many[0].name, many.len() - 1),
            }
        }
    };
    let names = folded.iter().map(name).collect();
    let bars = folded.into_iter().enumerate().flat_map(|(number, rows)| {
        let bars = rows.into_iter().take(1).flat_map(|row| row.bars);
        bars.map(move |bar| Bar { row: number, ..bar })
    });
    (names, bars.collect())
}
