//! A block between two queues, as hardware.

use crate::blocks::fifo::Fifo;
use crate::blocks::{Beat, BlockSpec, Field, Station, Stream, StreamType};
use crate::cosim::{Pacing, Run, marks};
use crate::dataflow::{Edge, Graph, NodeId, Origin, Wired};
use crate::elaborate::elaborate;
use crate::rtl::{Bits, ModuleId, Netlist};

/// Depths of the queues: those of no example.
const AHEAD: u32 = 11;
const BEHIND: u32 = 13;

/// A graph of the nodes `ahead`, `block` and `behind`.
pub struct Wrapped {
    pub spec: BlockSpec,
    pub graph: Wired,
    pub netlist: Netlist,
    pub top: ModuleId,
    /// Modules of the block, which nothing else instances.
    pub modules: Vec<ModuleId>,
    pub beats: Vec<Beat>,
    packed: Vec<Bits>,
    lasts: Vec<bool>,
}

impl Wrapped {
    /// `None` where the block cannot stand in a graph by itself: where its cycles depend on what it is given, or where
    /// it is loaded.
    pub fn new(spec: BlockSpec) -> Option<Self> {
        let block = spec.as_block();
        let uneven = |station: &Station| match station {
            Station::Serve { cycles } => cycles.iter().any(|one| *one != cycles[0]),
            _ => false,
        };
        // What is loaded is not fed by other blocks.
        let loaded = !block.preamble().is_empty();
        if loaded || block.timing().stations.iter().any(uneven) {
            return None;
        }
        let stream = taken(&spec);
        let graph = graph(&spec, &stream);
        let elaborated = elaborate(&graph).unwrap();
        let (netlist, top) = (elaborated.netlist, elaborated.top);
        let modules = modules(&netlist, top);
        let beats = beats(&stream);
        let width = stream.width().next_multiple_of(8);
        let packed = beats.iter().map(|beat| Bits::from_words(width, stream.pack(beat).words()));
        let (packed, lasts) = (packed.collect(), marks(beats.len()));
        Some(Self { spec, graph, netlist, top, modules, beats, packed, lasts })
    }

    /// A run of all beats.
    pub fn run(&self, pacing: Pacing) -> Run<'_> {
        let limit = 100 + 12 * self.beats.len() as u64;
        Run { beats: &self.packed, lasts: &self.lasts, outputs: usize::MAX, pacing, limit }
    }
}

fn queue(graph: &mut Graph, name: &str, beat: StreamType, depth: u32) -> NodeId {
    graph.add(name, Fifo { beat, depth }, Origin::default())
}

/// What the block takes at all its ports, side by side.
fn taken(spec: &BlockSpec) -> StreamType {
    let ports = spec.as_block().interface().inputs.into_iter().enumerate();
    let fields = ports.flat_map(|(port, stream)| {
        let named = move |field: Field| Field { name: format!("{}_{port}", field.name), ..field };
        stream.beat.fields.into_iter().map(named)
    });
    StreamType { fields: fields.collect() }
}

fn graph(spec: &BlockSpec, stream: &StreamType) -> Wired {
    let interface = spec.as_block().interface();
    let takes = spec.as_block().timing().rate().takes;
    let mut graph = Graph::new("wrapped", stream.clone()).of_frames(takes);
    let whole = Edge { from: 0, lanes: stream.lanes(), port: 0, to: 0 };
    let ahead = queue(&mut graph, "ahead", stream.clone(), AHEAD);
    graph.connect(graph.input(), ahead, whole.clone());
    let origin = Origin { layer: Some("l1".into()), part: "all of it".into(), ..Origin::default() };
    let block = graph.add("block", spec.clone(), origin);
    let mut from = 0;
    for (port, Stream { beat, .. }) in interface.inputs.iter().enumerate() {
        graph.connect(ahead, block, Edge { from, lanes: beat.lanes(), port, to: 0 });
        from += beat.lanes();
    }
    let given = &interface.outputs[0].beat;
    let behind = queue(&mut graph, "behind", given.clone(), BEHIND);
    let whole = Edge { lanes: given.lanes(), ..whole };
    graph.connect(block, behind, whole.clone());
    let output = graph.add_output(given.clone());
    graph.connect(behind, output, whole);
    Wired::new(graph).unwrap()
}

/// The modules of the node `block`.
fn modules(netlist: &Netlist, top: ModuleId) -> Vec<ModuleId> {
    let of = |name: &str| {
        let instances = &netlist.get(top).instances;
        instances.iter().find(|instance| instance.name == name).unwrap().module
    };
    let mut modules = vec![of("block")];
    let mut next = 0;
    while let Some(id) = modules.get(next) {
        let below = netlist.get(*id).instances.iter().map(|instance| instance.module);
        let new: Vec<ModuleId> = below.filter(|id| !modules.contains(id)).collect();
        modules.extend(new);
        next += 1;
    }
    for queue in ["ahead", "behind"] {
        assert!(!modules.contains(&of(queue)), "a fault would be in `{queue}` too");
    }
    modules
}

/// Corners, and codes drawn evenly.
fn beats(stream: &StreamType) -> Vec<Beat> {
    let mut rng = fastrand::Rng::with_seed(7);
    let mut beats = stream.corners();
    beats.extend((0..24).map(|_| stream.random(&mut rng)));
    beats
}
