//! Where hardware first departs from its models, as data.

use serde::Serialize;

/// The first departure of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Divergence {
    /// The node that is to blame: all that it takes is right.
    pub node: String,
    /// Kind of its block; `wiring` where what two nodes hold of one stream differs, `command_port` where the
    /// design's input takes loads.
    pub kind: String,
    /// Layer of the design that the node is part of.
    pub layer: Option<String>,
    /// Hardware that it shares with other nodes.
    pub hardware: Option<String>,
    /// What it is in the design, in words; empty for the design's own ends.
    pub origin: String,
    /// Stream of the node.
    pub stream: String,
    /// What departs.
    pub signal: Signal,
    /// Rising edge before which it first shows.
    pub cycle: u64,
    /// Number of the beat on that stream, from 0.
    pub beat: usize,
    /// Lane, where a value differs.
    pub lane: Option<usize>,
    /// Lowest bit that differs, where a value differs.
    pub bit: Option<u32>,
    /// What must be: a code, or a level.
    pub expected: Option<i64>,
    /// What is; `None` where it is unknown (`x`).
    pub observed: Option<i64>,
    /// What the embedded simulator shows of the same netlist, where another one ran.
    pub inside: Option<Inside>,
    /// The node's streams in the cycles around.
    pub excerpt: Excerpt,
}

/// A wire, or the lanes, of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Signal {
    /// A lane of a beat.
    Tdata,
    /// Whether a beat is offered.
    Tvalid,
    /// Whether a beat would be taken.
    Tready,
    /// Whether a beat ends a sample.
    Tlast,
}

/// The node's signals in two simulators of the same netlist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Inside {
    /// The embedded simulator shows the same: the netlist is wrong, and its Verilog like it.
    Same,
    /// It does not: the Verilog, or the simulator, differs from the netlist. The first signal that does.
    Differs {
        /// Dotted path of instances and name.
        signal: String,
        /// Rising edge before which it shows.
        cycle: u64,
        /// Lowest bit that differs.
        bit: u32,
        /// Hexadecimal value in the embedded simulator.
        expected: String,
        /// Hexadecimal value in the simulator that ran.
        observed: String,
    },
}

/// Some cycles of a node's streams.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Excerpt {
    /// The streams, inputs first.
    pub streams: Vec<ExcerptStream>,
    /// Streams of the node that are left out.
    pub left_out: usize,
    /// One cycle after the other.
    pub cycles: Vec<ExcerptCycle>,
}

/// A stream of an excerpt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExcerptStream {
    /// Its name at the node.
    pub name: String,
    /// Nodes that feed it.
    pub from: Vec<String>,
    /// Lanes that are shown, out of all.
    pub lanes: Vec<usize>,
    /// Lanes of a beat.
    pub of: usize,
}

/// One cycle of an excerpt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExcerptCycle {
    /// Number of the rising edge that ends it.
    pub cycle: u64,
    /// What is on each stream.
    pub observed: Vec<ExcerptBeat>,
    /// What must be.
    pub expected: Vec<ExcerptBeat>,
}

/// A stream in a cycle. `None` is unknown; lanes and `last` mean something only while `valid`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExcerptBeat {
    /// A beat is offered.
    pub valid: Option<bool>,
    /// It would be taken.
    pub ready: Option<bool>,
    /// It ends a sample.
    pub last: Option<bool>,
    /// The lanes that are shown.
    pub lanes: Vec<Option<i64>>,
}
