//! What a bench did to a design, and what it saw.

use crate::rtl::bits::Bits;
use crate::rtl::module::Direction;
use crate::rtl::simulate::{Edge, InputPort, OutputPort, Simulator};
use crate::rtl::validate::Validated;

/// A stream of beats at the border of a design: a beat passes at an edge where `valid` and `ready` are 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    /// Port that offers.
    pub valid: String,
    /// Port that takes.
    pub ready: String,
    /// Outputs that go with an offer; none where beats go in.
    pub payload: Vec<String>,
}

/// Edges of a run and, for each, what passes the design's borders.
///
/// A bench that holds the design to this at every edge sees the first difference where one that answers
/// the design does: until then both do the same.
pub struct Trace {
    channels: Vec<Channel>,
    inputs: Vec<String>,
    edges: Vec<Edge>,
    /// First edges that nobody looks at.
    skipped: usize,
    /// For every edge and channel the payload that passes, if a beat does.
    passes: Vec<Vec<Option<Vec<Bits>>>>,
}

/// Ports of a channel in one simulator, and the offer that stands.
struct Watch {
    valid: OutputPort,
    ready: OutputPort,
    payload: Vec<OutputPort>,
    /// Whether the design offers, and not the bench.
    offers: bool,
    standing: Option<Vec<Bits>>,
}

impl Trace {
    /// What passes when the edges of a bench, that looks at all but the first `skipped`, are run through the
    /// design; `None` where it lacks a port or takes an offer back.
    pub fn new(
        design: Validated<'_>,
        channels: Vec<Channel>,
        edges: Vec<Edge>,
        skipped: usize,
    ) -> Option<Self> {
        let inputs = design.top().ports_of(Direction::Input).map(|port| port.name.clone());
        let mut inputs: Vec<String> = inputs.collect();
        inputs.sort();
        let mut trace = Self { channels, inputs, edges, skipped, passes: vec![] };
        let mut passes = vec![];
        trace.run(design, |_, seen| {
            passes.push(seen);
            true
        })?;
        trace.passes = passes;
        Some(trace)
    }

    /// Number of edges.
    pub fn edges(&self) -> usize {
        self.edges.len()
    }

    /// Beats that pass.
    pub fn beats(&self) -> usize {
        self.passes.iter().flatten().flatten().count()
    }

    /// The edge at which a design first does something else, or takes an offer back; `None` where it
    /// never does. A design without the ports of the first differs at once.
    pub fn first_difference(&self, design: Validated<'_>) -> Option<usize> {
        let mut same = 0;
        let ran = self.run(design, |edge, seen| {
            let is_same = self.passes[edge] == seen;
            same += usize::from(is_same);
            is_same
        });
        (ran.is_none() || same < self.edges.len()).then_some(same)
    }

    /// Runs the edges while `look` wants more; it gets an edge's number and what passes there. `None`
    /// where a port is missing or an offer was taken back.
    fn run(
        &self,
        design: Validated<'_>,
        mut look: impl FnMut(usize, Vec<Option<Vec<Bits>>>) -> bool,
    ) -> Option<()> {
        let mut simulator = Simulator::new(design);
        let inputs: Option<Vec<InputPort>> =
            self.inputs.iter().map(|name| simulator.input(name)).collect();
        let inputs = inputs?;
        let watches = self.channels.iter().map(|channel| Watch::new(design, &simulator, channel));
        let mut watches = watches.collect::<Option<Vec<Watch>>>()?;
        for (number, edge) in self.edges.iter().enumerate() {
            inputs.iter().zip(&edge.inputs).for_each(|(port, value)| simulator.set(*port, value));
            if !edge.resetn || number < self.skipped {
                watches.iter_mut().for_each(|watch| watch.standing = None);
                if !look(number, vec![]) {
                    return Some(());
                }
                if edge.resetn {
                    simulator.clock()
                } else {
                    simulator.reset()
                }
                continue;
            }
            let mut seen = Vec::with_capacity(watches.len());
            for watch in &mut watches {
                seen.push(watch.look(&mut simulator)?);
            }
            if !look(number, seen) {
                return Some(());
            }
            simulator.clock();
        }
        Some(())
    }
}

impl Watch {
    fn new(design: Validated<'_>, simulator: &Simulator, channel: &Channel) -> Option<Self> {
        let valid = design.top().port(&channel.valid)?;
        Some(Self {
            valid: simulator.output(&channel.valid)?,
            ready: simulator.output(&channel.ready)?,
            payload: channel
                .payload
                .iter()
                .map(|name| simulator.output(name))
                .collect::<Option<_>>()?,
            offers: valid.direction == Direction::Output,
            standing: None,
        })
    }

    /// The payload that passes, if a beat does. `None` where an offer that was not taken changed.
    fn look(&mut self, simulator: &mut Simulator) -> Option<Option<Vec<Bits>>> {
        let offer = simulator.get_u64(self.valid) == 1;
        if !self.offers && !offer {
            return Some(None);
        }
        let payload = self.payload.iter();
        let offered = offer.then(|| payload.map(|port| simulator.get(*port)).collect::<Vec<_>>());
        if self.offers && self.standing.is_some() && self.standing != offered {
            return None;
        }
        let taken = simulator.get_u64(self.ready) == 1;
        self.standing = if taken { None } else { offered.clone() };
        Some(offered.filter(|_| taken))
    }
}
