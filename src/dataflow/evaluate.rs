//! What the beats hold: every block's golden model, wired as the graph says.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use crate::blocks::{self, Beat, Block, BlockSpec, Golden, Instructions};
use crate::diag::Bug;
use crate::progress::counted;

use super::bind::Binding;
use super::command::{Command, Commands, Load, Writable};
use super::graph::{Edge, Graph, NodeId, Operation};

/// A beat with its mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The numbers.
    pub beat: Beat,
    /// Whether it ends a sample.
    pub last: bool,
}

/// Kinds of work of operations, firing by firing.
pub(super) type Works = BTreeMap<NodeId, VecDeque<usize>>;

/// A model that notes which kind of work each firing is.
struct Noting {
    golden: Box<dyn Golden>,
    works: Box<blocks::Works>,
    noted: Rc<RefCell<VecDeque<usize>>>,
}

impl Golden for Noting {
    fn fire(&mut self, inputs: &[Beat]) -> Vec<Beat> {
        let work = (self.works)(inputs);
        // Where data tell how long, what takes no time is a load, which is not scheduled as work.
        if work > 0 {
            self.noted.borrow_mut().push_back(work);
        }
        self.golden.fire(inputs)
    }

    fn ends(&mut self, last: bool, given: usize) -> Vec<bool> {
        self.golden.ends(last, given)
    }
}

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

struct Evaluated {
    id: NodeId,
    /// `None` for the graph's ends, which give what they take.
    golden: Option<Box<dyn Golden>>,
    ports: Vec<Port>,
}

struct Port {
    lanes: usize,
    sources: Vec<Source>,
}

/// A node that feeds a port.
struct Source {
    from: usize,
    edges: Vec<Edge>,
    /// Beats that came with earlier inputs and wait for their partners.
    waiting: VecDeque<Token>,
}

impl Evaluator {
    /// An evaluator with all blocks in their first state.
    pub fn new(graph: &Graph) -> Result<Self, Bug> {
        Self::of(graph, |_, block| block.as_block().golden())
    }

    /// An evaluator to look up once more what was compared with golden models before: with fast models, but where
    /// samples depend on each other.
    pub fn again(graph: &Graph) -> Result<Self, Bug> {
        match graph.forgets() {
            true => Ok(Self::fast(graph, Instructions::detected())?.0),
            false => Self::new(graph),
        }
    }

    /// The same with fast models where blocks have them, and whether any has.
    pub(super) fn fast(graph: &Graph, instructions: Instructions) -> Result<(Self, bool), Bug> {
        let mut any = false;
        let evaluator = Self::of(graph, |_, block| match block.as_block().fast(instructions) {
            Some(fast) => {
                any = true;
                fast
            }
            None => block.as_block().golden(),
        })?;
        Ok((evaluator, any))
    }

    /// For operations that take as long as their data say, the kinds of work that `beats` are for them.
    pub(super) fn works(graph: &Graph, beats: &[Beat]) -> Result<Works, Bug> {
        let mut noted: BTreeMap<NodeId, Rc<RefCell<VecDeque<usize>>>> = BTreeMap::new();
        let varies = |block: &dyn Block| block.timing().longest().is_some();
        if !graph.blocks().any(varies) {
            return Ok(Works::new());
        }
        let mut evaluator = Self::of(graph, |id, block| {
            let block = block.as_block();
            if !varies(block) {
                return block.golden();
            }
            let noted = noted.entry(id).or_default().clone();
            let works = match graph.binding(id) {
                None => block.works(),
                // All lines of the array are waited for, those of other operations' columns too.
                Some(Binding { resource, context, .. }) => {
                    let (bank, mut works) = (resource.bank.clone(), resource.bank.works());
                    Box::new(move |inputs: &[Beat]| works(&[bank.of_context(context, &inputs[0])]))
                }
            };
            Box::new(Noting { golden: block.golden(), works, noted })
        })?;
        beats.iter().for_each(|beat| drop(evaluator.fire(beat, true)));
        Ok(noted.into_iter().map(|(id, works)| (id, works.take())).collect())
    }

    fn of(
        graph: &Graph,
        mut model: impl FnMut(NodeId, &BlockSpec) -> Box<dyn Golden>,
    ) -> Result<Self, Bug> {
        let order = graph.in_order()?;
        let places: BTreeMap<NodeId, usize> =
            order.iter().enumerate().map(|(place, id)| (*id, place)).collect();
        let evaluated = |id: &NodeId| {
            let node = graph.node(*id);
            let golden = match &node.operation {
                Operation::Block(spec) => Some(model(*id, spec)),
                Operation::Input { .. } | Operation::Output { .. } => None,
            };
            let inputs = node.interface().inputs;
            let by_port = graph.edges_by_port(*id, inputs.len());
            let ports = inputs.iter().zip(by_port).map(|(stream, edges)| Port {
                lanes: stream.beat.lanes(),
                sources: sources(edges, &places),
            });
            Evaluated { id: *id, golden, ports: ports.collect() }
        };
        Ok(Self {
            given: vec![vec![]; order.len()],
            nodes: order.iter().map(evaluated).collect(),
            output: places[&graph.output()?],
            commands: Commands::of(graph),
            taken: 0,
        })
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
        let Writable { node, store, .. } = &commands.tiles[load.tile];
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

fn sources(edges: Vec<(NodeId, &Edge)>, places: &BTreeMap<NodeId, usize>) -> Vec<Source> {
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

impl Port {
    fn gather(&self, given: &[Vec<Token>], firing: usize) -> Beat {
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
    fn last(&self, given: &[Vec<Token>], firing: usize) -> bool {
        self.sources.first().is_some_and(|source| source.token(given, firing).last)
    }
}

impl Source {
    fn count(&self, given: &[Vec<Token>]) -> usize {
        self.waiting.len() + given[self.from].len()
    }

    fn token<'t>(&'t self, given: &'t [Vec<Token>], number: usize) -> &'t Token {
        match number.checked_sub(self.waiting.len()) {
            None => &self.waiting[number],
            Some(new) => &given[self.from][new],
        }
    }

    /// Drops the first `used` tokens and keeps the others for later.
    fn keep(&mut self, given: &[Vec<Token>], used: usize) {
        let old = used.min(self.waiting.len());
        self.waiting.drain(..old);
        self.waiting.extend(given[self.from].iter().skip(used - old).cloned());
    }
}
