//! What the beats hold: every block's golden model, wired as the graph says.

use std::collections::BTreeMap;

use crate::blocks::{Beat, Golden, Instructions};
use crate::dataflow::command::{Command, Commands, Load, Writable};
use crate::dataflow::graph::NodeId;
use crate::dataflow::wired::Wired;
use crate::diag::Bug;
use crate::progress::counted;
use crate::tech::Events;

use super::models::{Make, Models};
use super::port::{Port, Token, sources};

/// The software meaning of a graph: untimed and bit exact.
pub struct Evaluator {
    /// Producers first.
    nodes: Vec<Evaluated>,
    /// What each node gives for the present input.
    given: Vec<Vec<Token>>,
    output: usize,
    /// Where weights can be written.
    commands: Option<Commands>,
    /// Beats of samples that were taken.
    taken: u64,
}

/// What nodes have done.
pub type NodeEvents = BTreeMap<NodeId, Events>;

struct Evaluated {
    id: NodeId,
    /// What it did for samples; `None` where nobody asks.
    events: Option<Events>,
    /// `None` for the graph's ends, which give what they take.
    golden: Option<Box<dyn Golden>>,
    ports: Vec<Port>,
}

impl Evaluator {
    /// An evaluator with all blocks in their first state.
    pub fn new(graph: &Wired) -> Result<Self, Bug> {
        Self::of(graph, &mut |block| block.golden())
    }

    /// An evaluator to look up once more what was compared with golden models before: with fast models, but where
    /// samples depend on each other.
    pub fn again(graph: &Wired) -> Result<Self, Bug> {
        match graph.forgets() {
            true => Ok(Self::fast(graph, Instructions::detected())?.0),
            false => Self::new(graph),
        }
    }

    /// The same with fast models where blocks have them, and whether any has.
    pub(super) fn fast(graph: &Wired, instructions: Instructions) -> Result<(Self, bool), Bug> {
        let mut any = false;
        let evaluator = Self::of(graph, &mut |block| match block.fast(instructions) {
            Some(fast) => {
                any = true;
                fast
            }
            None => block.golden(),
        })?;
        Ok((evaluator, any))
    }

    /// An evaluator whose hardware has the models that `make` makes.
    pub(super) fn of<'m>(graph: &Wired, make: &'m mut Make<'m>) -> Result<Self, Bug> {
        let order = graph.order();
        let places: BTreeMap<NodeId, usize> =
            order.iter().enumerate().map(|(place, id)| (*id, place)).collect();
        let mut models = Models::new(graph, make);
        let evaluated = |id: &NodeId| {
            let inputs = &graph.interface(*id).inputs;
            let by_port = graph.edges_by_port(*id, inputs.len());
            let ports = inputs.iter().zip(by_port).map(|(stream, edges)| Port {
                lanes: stream.beat.lanes(),
                sources: sources(edges, &places),
            });
            Evaluated { id: *id, events: None, golden: models.of(*id), ports: ports.collect() }
        };
        Ok(Self {
            given: vec![vec![]; order.len()],
            nodes: order.iter().map(evaluated).collect(),
            output: places[&graph.output()?],
            commands: Commands::of(graph),
            taken: 0,
        })
    }

    /// Puts something around the models of nodes.
    pub(super) fn around(
        &mut self,
        mut model: impl FnMut(NodeId, Box<dyn Golden>) -> Box<dyn Golden>,
    ) {
        for node in &mut self.nodes {
            node.golden = node.golden.take().map(|golden| model(node.id, golden));
        }
    }

    /// The same, counting from now on what nodes do for samples; loads are not counted.
    pub(super) fn counting(mut self) -> Self {
        self.nodes.iter_mut().for_each(|node| node.events = Some(Events::default()));
        self
    }

    /// What each node has done; nothing where that is not counted.
    pub(super) fn counts(&self) -> NodeEvents {
        self.nodes.iter().filter_map(|node| Some((node.id, node.events?))).collect()
    }

    /// One beat in, any number of beats out. Where weights can be written, it is a command.
    pub fn fire(&mut self, input: &Beat, last: bool) -> Vec<Token> {
        self.step(input, last);
        std::mem::take(&mut self.given[self.output])
    }

    /// Beats in, beats out, marks left aside.
    pub fn evaluate(&mut self, beats: &[Beat]) -> Vec<Beat> {
        let beats = counted("beats", beats.iter());
        beats.flat_map(|beat| self.fire(beat, true)).map(|token| token.beat).collect()
    }

    /// One beat in; the beats that every node gives for it (the output node: takes).
    pub fn trace(&mut self, input: &Beat, last: bool) -> BTreeMap<NodeId, Vec<Token>> {
        self.step(input, last);
        let ids = self.nodes.iter().map(|node| node.id);
        ids.zip(self.given.iter_mut().map(std::mem::take)).collect()
    }

    fn step(&mut self, input: &Beat, last: bool) {
        match self.commands.as_ref().map(|commands| commands.read(input)) {
            None => self.flow(input, last),
            Some(Command::Sample(sample)) => self.flow(&sample, last),
            Some(Command::Load(load)) => {
                self.given.iter_mut().for_each(Vec::clear);
                if let Some(load) = load {
                    self.load(&load);
                }
            }
        }
    }

    /// Writes a row, unless within a sample.
    fn load(&mut self, load: &Load) {
        let Some(commands) = &self.commands else { return };
        if !self.taken.is_multiple_of(commands.beats_per_sample()) {
            return;
        }
        let Writable { node, store, .. } = &commands.stores[load.tile];
        let written = self.nodes.iter_mut().find(|evaluated| evaluated.id == *node);
        if let Some(golden) = written.and_then(|written| written.golden.as_mut()) {
            golden.fire(&[store.load(load.row, &load.codes)]);
        }
    }

    fn flow(&mut self, input: &Beat, last: bool) {
        self.taken += 1;
        for (place, node) in self.nodes.iter_mut().enumerate() {
            self.given[place] = match node.ports.is_empty() {
                true => vec![Token { beat: input.clone(), last }],
                false => node.fire(&self.given),
            };
        }
    }
}

impl Evaluated {
    /// Fires for as long as a beat is at every port.
    fn fire(&mut self, given: &[Vec<Token>]) -> Vec<Token> {
        let sources = self.ports.iter().flat_map(|port| &port.sources);
        let firings = sources.map(|source| source.count(given)).min().unwrap_or(0);
        let mut tokens = Vec::with_capacity(firings);
        for firing in 0..firings {
            let mut inputs: Vec<Beat> =
                self.ports.iter().map(|port| port.gather(given, firing)).collect();
            let last = self.ports[0].last(given, firing);
            match &mut self.golden {
                Some(golden) => {
                    if let Some(events) = &mut self.events {
                        *events += golden.events(&inputs);
                    }
                    let beats = golden.fire(&inputs);
                    let ends = golden.ends(last, beats.len());
                    let marked = beats.into_iter().zip(ends);
                    tokens.extend(marked.map(|(beat, last)| Token { beat, last }));
                }
                None => tokens.extend(inputs.pop().map(|beat| Token { beat, last })),
            }
        }
        let sources = self.ports.iter_mut().flat_map(|port| &mut port.sources);
        sources.for_each(|source| source.keep(given, firings));
        tokens
    }
}
