//! What comes to a port: beats of its producers, those that are early waiting for their partners.

use std::collections::{BTreeMap, VecDeque};

use crate::blocks::Beat;
use crate::dataflow::graph::{Edge, NodeId};

/// A beat with its mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The numbers.
    pub beat: Beat,
    /// Whether it ends a sample.
    pub last: bool,
}

/// One port of a node.
pub(super) struct Port {
    pub lanes: usize,
    pub sources: Vec<Source>,
}

/// A node that feeds a port.
pub(super) struct Source {
    from: usize,
    edges: Vec<Edge>,
    /// Beats that came with earlier inputs and wait for their partners.
    waiting: VecDeque<Token>,
}

/// The nodes that feed a port, with their places.
pub(super) fn sources(
    edges: Vec<(NodeId, &Edge)>,
    places: &BTreeMap<NodeId, usize>,
) -> Vec<Source> {
    let mut sources: Vec<Source> = vec![];
    for (producer, edge) in edges {
        let from = places[&producer];
        match sources.iter_mut().find(|source| source.from == from) {
            Some(source) => source.edges.push(edge.clone()),
            None => {
                sources.push(Source { from, edges: vec![edge.clone()], waiting: VecDeque::new() });
            }
        }
    }
    sources
}

impl Port {
    pub fn gather(&self, given: &[Vec<Token>], firing: usize) -> Beat {
        let mut beat = vec![0; self.lanes];
        for source in &self.sources {
            let token = source.token(given, firing);
            for edge in &source.edges {
                beat[edge.to..edge.to + edge.lanes]
                    .copy_from_slice(&token.beat[edge.from..edge.from + edge.lanes]);
            }
        }
        beat
    }

    /// The mark of the beat whose lanes come first: all that make up one are marked alike.
    pub fn last(&self, given: &[Vec<Token>], firing: usize) -> bool {
        self.sources.first().is_some_and(|source| source.token(given, firing).last)
    }
}

impl Source {
    pub fn count(&self, given: &[Vec<Token>]) -> usize {
        self.waiting.len() + given[self.from].len()
    }

    fn token<'t>(&'t self, given: &'t [Vec<Token>], number: usize) -> &'t Token {
        match number.checked_sub(self.waiting.len()) {
            None => &self.waiting[number],
            Some(new) => &given[self.from][new],
        }
    }

    /// Drops the first `used` tokens and keeps the others for later.
    pub fn keep(&mut self, given: &[Vec<Token>], used: usize) {
        let old = used.min(self.waiting.len());
        self.waiting.drain(..old);
        self.waiting.extend(given[self.from].iter().skip(used - old).cloned());
    }
}
