//! What must be on every stream in every cycle: the schedule says when, the golden models say what.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use crate::blocks::Beat;
use crate::dataflow::{Edge, Evaluator, Handshake, Marked, NodeId, Schedule, Token, Wired};
use crate::diag::Bug;

use super::pacing::{Draws, Pacing};
use super::probes::{Moment, Probe, Side};

/// The models of a whole graph, in step with hardware.
pub(super) struct Models<'r> {
    schedule: Schedule,
    golden: Evaluator,
    draws: Draws,
    /// Beats of the design's input, with their marks, that the golden models have not seen.
    coming: Box<dyn Iterator<Item = (&'r Beat, bool)> + 'r>,
    /// Beats that were not offered yet.
    left: usize,
    /// In the order of the probes.
    queues: Vec<Queue>,
    /// For each node the places of the sources that it feeds.
    fed: BTreeMap<NodeId, Vec<(usize, usize)>>,
}

/// Beats that are to come on one stream.
struct Queue {
    lanes: usize,
    /// One for an output; for an input one for each node that feeds it.
    sources: Vec<Source>,
}

struct Source {
    edges: Vec<Edge>,
    waiting: VecDeque<Rc<Token>>,
}

impl<'r> Models<'r> {
    /// Models of `run`, of which `golden` tells what they hold; `probes` are
    /// all of the graph's.
    pub fn new(
        (graph, golden): (&Wired, Evaluator),
        probes: &[Probe],
        run: Marked<'r>,
        pacing: Pacing,
    ) -> Result<Self, Bug> {
        let mut queues = vec![];
        let mut fed: BTreeMap<NodeId, Vec<(usize, usize)>> = BTreeMap::new();
        let mut feeds = Feeds::default();
        for (place, probe) in probes.iter().enumerate() {
            let lanes = probe.stream.beat.lanes();
            let sources = feeds.sources(graph, probe, lanes);
            // The design's input carries what comes, whatever it is.
            let given = probe.node != graph.input();
            for (number, (from, _)) in sources.iter().enumerate().filter(|_| given) {
                fed.entry(*from).or_default().push((place, number));
            }
            let sources = sources.into_iter();
            let sources = sources.map(|(_, edges)| Source { edges, waiting: VecDeque::new() });
            queues.push(Queue { lanes, sources: sources.collect() });
        }
        Ok(Self {
            schedule: Schedule::of_beats(graph, run.beats)?,
            golden,
            draws: Draws::new(pacing),
            coming: Box::new(run.iter()),
            left: run.count(),
            queues,
            fed,
        })
    }

    /// What must be on each stream in the next cycle, in the order of the probes.
    pub fn next(&mut self) -> Vec<Moment> {
        let (may_offer, takes) = self.draws.next();
        self.schedule.step(self.left > 0 && may_offer, takes);
        let nodes = self.schedule.handshakes();
        let streams = nodes.flat_map(|node| node.inputs.into_iter().chain(node.output));
        let streams: Vec<Handshake> = streams.collect();
        // The design's input comes first of all.
        self.left -= usize::from(streams.first().is_some_and(|input| input.moves()));
        streams.iter().enumerate().map(|(place, stream)| self.moment(place, *stream)).collect()
    }

    fn moment(&mut self, place: usize, stream: Handshake) -> Moment {
        let token = if stream.valid { self.front(place) } else { None };
        if stream.moves() {
            self.queues[place]
                .sources
                .iter_mut()
                .for_each(|source| drop(source.waiting.pop_front()));
        }
        Moment {
            valid: Some(stream.valid),
            ready: Some(stream.ready),
            last: token.as_ref().map(|token| token.last),
            beat: token.map(|token| token.beat),
        }
    }

    /// The next beat of a stream, for which the golden models see as many as it takes.
    fn front(&mut self, place: usize) -> Option<Token> {
        loop {
            let token = self.queues[place].front();
            if token.is_some() || !self.feed() {
                return token;
            }
        }
    }

    /// Lets the golden models see one more beat, if there is one.
    fn feed(&mut self) -> bool {
        let Some((beat, last)) = self.coming.next() else { return false };
        // It comes first of all.
        let input = self.queues.first_mut().and_then(|queue| queue.sources.first_mut());
        if let Some(source) = input {
            source.waiting.push_back(Rc::new(Token { beat: beat.clone(), last }));
        }
        for (node, tokens) in self.golden.trace(beat, last) {
            for token in tokens.into_iter().map(Rc::new) {
                for (place, source) in self.fed.get(&node).into_iter().flatten() {
                    self.queues[*place].sources[*source].waiting.push_back(token.clone());
                }
            }
        }
        true
    }
}

/// The edges into the node that was asked for last, port by port: some nodes have thousands.
#[derive(Default)]
struct Feeds<'g> {
    of: Option<NodeId>,
    ports: Vec<Vec<(NodeId, &'g Edge)>>,
}

impl<'g> Feeds<'g> {
    /// The nodes whose beats a stream carries, and their lanes there.
    fn sources(
        &mut self,
        graph: &'g Wired,
        probe: &Probe,
        lanes: usize,
    ) -> Vec<(NodeId, Vec<Edge>)> {
        let Side::Input(port) = probe.side else {
            return vec![(probe.node, vec![Edge { from: 0, lanes, port: 0, to: 0 }])];
        };
        if self.of.replace(probe.node) != Some(probe.node) {
            let ports = graph.node(probe.node).interface().inputs.len();
            self.ports = graph.edges_by_port(probe.node, ports);
        }
        let mut sources: Vec<(NodeId, Vec<Edge>)> = vec![];
        for (from, edge) in self.ports.get(port).into_iter().flatten() {
            let edge = Edge { to: edge.to - probe.port_lane, ..(*edge).clone() };
            match sources.iter_mut().find(|(node, _)| node == from) {
                Some((_, edges)) => edges.push(edge),
                None => sources.push((*from, vec![edge])),
            }
        }
        sources
    }
}

impl Queue {
    /// The next beat, put together from all who feed the stream.
    fn front(&self) -> Option<Token> {
        let mut beat = vec![0; self.lanes];
        let mut last = None;
        for source in &self.sources {
            let token = source.waiting.front()?;
            for Edge { from, lanes, to, .. } in &source.edges {
                beat[*to..to + lanes].copy_from_slice(&token.beat[*from..from + lanes]);
            }
            last = last.or(Some(token.last));
        }
        Some(Token { beat, last: last? })
    }
}
