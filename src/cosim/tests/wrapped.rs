//! A block between two queues, as hardware.

use crate::blocks::fifo::Fifo;
use crate::blocks::{Beat, BlockSpec, Station, Stream, StreamType};
use crate::cosim::{Pacing, Run, marks};
use crate::dataflow::{Edge, Graph, NodeId, Origin, Wired};
use crate::elaborate::elaborate;
use crate::num::{Format, covering};
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
    /// `None` where the block cannot stand in a graph by itself: where its cycles depend on what it is
    /// given, or its formats have no code in common that it could be fed.
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
        let formats: Vec<Format> =
            block.interface().inputs.iter().flat_map(|stream| stream.beat.formats()).collect();
        let least = formats.iter().map(|format| format.min()).max()?;
        let most = formats.iter().map(|format| format.max()).min()?;
        let format = covering(least, most)?;
        if formats.iter().any(|wide| !wide.holds(format)) {
            return None;
        }
        let graph = graph(&spec, formats.len(), format);
        let elaborated = elaborate(&graph).unwrap();
        let (netlist, top) = (elaborated.netlist, elaborated.top);
        let modules = modules(&netlist, top);
        let beats = beats(&spec, formats.len(), format)?;
        let stream = StreamType::lanes_of(formats.len(), format);
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

fn graph(spec: &BlockSpec, lanes: usize, format: Format) -> Wired {
    let interface = spec.as_block().interface();
    let takes = spec.as_block().timing().rate().takes;
    let mut graph = Graph::new("wrapped", lanes, format).of_frames(takes);
    let whole = Edge { from: 0, lanes, port: 0, to: 0 };
    let ahead = queue(&mut graph, "ahead", StreamType::lanes_of(lanes, format), AHEAD);
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
    let least = given.formats().map(|format| format.min()).min().unwrap();
    let most = given.formats().map(|format| format.max()).max().unwrap();
    let output = graph.add_output(given.lanes(), covering(least, most).unwrap());
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

/// What the block needs first, corners, and codes drawn evenly.
fn beats(spec: &BlockSpec, lanes: usize, format: Format) -> Option<Vec<Beat>> {
    let mut beats: Vec<Beat> =
        spec.as_block().preamble().into_iter().map(|firing| firing.concat()).collect();
    if beats.iter().flatten().any(|code| !format.contains(*code)) {
        return None;
    }
    let stream = StreamType::lanes_of(lanes, format);
    let mut rng = fastrand::Rng::with_seed(7);
    beats.extend(stream.corners());
    beats.extend((0..24).map(|_| stream.random(&mut rng)));
    Some(beats)
}
