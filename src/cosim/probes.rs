//! The streams of every node, the wires that carry them, and what is seen there.

use crate::blocks::{Beat, Store, Stream, StreamType};
use crate::dataflow::{Commands, Node, NodeId, Operation, Wired};
use crate::rtl::Bits;
use crate::rtl::mutate::Channel;

/// Wires of a stream.
const ENDS: [&str; 4] = ["tdata", "tvalid", "tready", "tlast"];

/// How many there are.
pub(super) const WIRES: usize = ENDS.len();

/// Which of a node's streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// An input, by its number.
    Input(usize),
    /// What the node gives.
    Output,
}

/// One stream of one node, as the node's own ports have it: behind the forks and joins of its inputs, before
/// those of its output.
#[derive(Clone, Debug)]
pub(super) struct Probe {
    pub node: NodeId,
    pub side: Side,
    pub stream: Stream,
    /// Dotted name of the stream; its wires are this and an underscore and their ends.
    pub path: String,
    /// First of its lanes at the node's port, which has those of loads too where weights can be written.
    pub port_lane: usize,
    /// What `tdata` carries.
    carries: Carried,
}

/// What a stream's `tdata` carries.
#[derive(Clone, Debug)]
struct Carried {
    beat: StreamType,
    /// First lane of it that is one of the stream's.
    first: usize,
    /// Whether beats whose lane 0 is set are loads, which the stream's own beats are not.
    loads: bool,
}

/// What is on a stream in one cycle. `None` is unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Moment {
    pub valid: Option<bool>,
    pub ready: Option<bool>,
    /// Meant only while a beat is offered, like the beat.
    pub last: Option<bool>,
    pub beat: Option<Beat>,
}

impl Moment {
    /// A beat moves at the edge.
    pub fn moves(&self) -> bool {
        self.valid == Some(true) && self.ready == Some(true)
    }
}

impl Probe {
    /// All streams of a graph: node by node in the order of flow, of each its inputs and then its output.
    /// Where weights can be written, the design's input carries loads too, and a tile's stream is that of
    /// samples.
    pub fn all(graph: &Wired) -> Vec<Self> {
        let commands = Commands::of(graph);
        let order = graph.order().iter();
        order.flat_map(|id| Self::of(graph, *id, commands.as_ref())).collect()
    }

    fn of(graph: &Wired, id: NodeId, commands: Option<&Commands>) -> Vec<Self> {
        let node = graph.node(id);
        let interface = node.interface();
        let inputs = interface.inputs.into_iter().enumerate();
        let inputs = inputs.map(|(number, stream)| (Side::Input(number), stream));
        let outputs = interface.outputs.into_iter().map(|stream| (Side::Output, stream));
        let probe = |(side, stream): (Side, Stream)| {
            let path = path(graph, (id, node), side, &stream);
            let beat = stream.beat.clone();
            let carries = Carried { beat, first: 0, loads: false };
            let whole = Self { node: id, side, stream, path, port_lane: 0, carries };
            match commands {
                Some(commands) => whole.among(graph, commands),
                None => whole,
            }
        };
        inputs.chain(outputs).map(probe).collect()
    }

    /// The probe where the hardware takes `commands`.
    fn among(mut self, graph: &Wired, commands: &Commands) -> Self {
        let written = commands.stores.iter().any(|tile| tile.node == self.node);
        if self.node == graph.input() {
            self.stream.beat = commands.beat().clone();
            self.carries.beat = commands.beat().clone();
        } else if let (Side::Input(_), true) = (self.side, written) {
            let port = self.stream.beat.clone();
            self.port_lane = port.first_lane(Store::DATA).unwrap_or(0);
            self.stream.beat.fields.retain(|field| field.name == Store::DATA);
            // Loads of shared hardware have ports of their own there.
            self.carries = match graph.placed(self.node).turn {
                Some(_) => Carried { beat: self.stream.beat.clone(), first: 0, loads: false },
                None => Carried { beat: port, first: self.port_lane, loads: true },
            };
        }
        self
    }

    /// Lowest bit of a lane on `tdata`.
    pub fn bit_of(&self, lane: usize) -> u32 {
        self.carries.beat.bit_of(self.carries.first + lane)
    }

    /// Names of its wires.
    pub fn names(&self) -> impl Iterator<Item = String> {
        ENDS.iter().map(|end| format!("{}_{end}", self.path))
    }

    /// What is on wires that were asked for as [`Self::names`].
    pub fn moment(&self, wires: &[Option<Bits>]) -> Moment {
        let bit = |place: usize| wires.get(place)?.as_ref().map(Bits::any);
        let data = || wires.first()?.as_ref();
        let Carried { beat, first, loads } = &self.carries;
        let load = *loads && data().is_some_and(|data| data.bit(0));
        let valid = bit(1).map(|valid| valid && !load);
        let offered = valid == Some(true);
        let lanes = |data: &Bits| {
            let mut lanes = beat.unpack(data);
            lanes.drain(..*first);
            lanes
        };
        Moment {
            valid,
            ready: bit(2),
            last: bit(3).filter(|_| offered),
            beat: data().filter(|_| offered).map(lanes),
        }
    }
}

/// Dotted name of a stream. An operation that shares its hardware has ports with its number there.
fn path(graph: &Wired, (id, node): (NodeId, &Node), side: Side, stream: &Stream) -> String {
    match (&node.operation, graph.placed(id).turn) {
        (Operation::Block(_), None) => format!("{}.{}", node.name, stream.name),
        (Operation::Block(_), Some(turn)) => {
            let (name, number) = (&graph.shared()[turn.instance].name, turn.operation);
            match side {
                Side::Input(_) => format!("{name}.x{number}"),
                Side::Output => format!("{name}.y{number}"),
            }
        }
        _ => stream.name.clone(),
    }
}

/// What is on all streams, of wires asked for as all their names.
pub(super) fn moments(probes: &[Probe], wires: &[Option<Bits>]) -> Vec<Moment> {
    probes.iter().zip(wires.chunks(WIRES)).map(|(probe, wires)| probe.moment(wires)).collect()
}

/// What every node takes and gives within `until` cycles, as channels to grade mutants by: what a look inside compares.
/// It does not compare loads, so the inputs that carry some are no channels.
pub fn channels(graph: &Wired, until: u64) -> Vec<Channel> {
    let streams = Probe::all(graph).into_iter().filter(|probe| {
        let is_block = matches!(graph.node(probe.node).operation, Operation::Block(_));
        is_block && !probe.carries.loads
    });
    let channel = |probe: Probe| Channel {
        until: until as usize,
        ..Channel::new(&probe.path, &["tdata", "tlast"])
    };
    streams.map(channel).collect()
}
