//! What a bench did to a design, and what it saw.

use crate::rtl::bits::Bits;
use crate::rtl::module::Direction;
use crate::rtl::simulate::{Edge, InputPort, OutputPort, Simulator};
use crate::rtl::validate::Validated;

/// A stream of beats at the border of a design or inside: a beat passes at an edge where `valid` and `ready` are 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    /// Port that offers.
    pub valid: String,
    /// Port that takes.
    pub ready: String,
    /// What goes with an offer, to be compared; nothing where the bench offers.
    pub payload: Vec<String>,
    /// Edges after which nobody looks any more.
    pub until: usize,
}

impl Channel {
    /// The channel `<name>_tvalid`, `<name>_tready`, with a payload of `<name>_<end>` each.
    pub fn new(name: &str, payload: &[&str]) -> Self {
        let port = |end: &str| format!("{name}_{end}");
        let payload = payload.iter().map(|end| port(end)).collect();
        Self { valid: port("tvalid"), ready: port("tready"), payload, until: usize::MAX }
    }
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
    /// For every channel the beats that pass.
    beats: Vec<Vec<Pass>>,
}

/// A beat that passes.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Pass {
    edge: usize,
    payload: Vec<Bits>,
}

/// Ports of a channel in one simulator, and the offer that stands.
struct Watch {
    valid: OutputPort,
    ready: OutputPort,
    payload: Vec<OutputPort>,
    /// Whether it is an output of the design: only its offers are held to stand.
    keeps: bool,
    standing: Option<Vec<Bits>>,
}

/// An offer changed before it was taken.
struct TakenBack;

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
        let beats = vec![vec![]; channels.len()];
        let mut trace = Self { channels, inputs, edges, skipped, beats };
        let mut beats = trace.beats.clone();
        let ran = trace.run(design, Simulator::new(design), |channel, edge, payload| {
            beats[channel].extend(payload.map(|payload| Pass { edge, payload }));
            true
        });
        trace.beats = beats;
        ran.is_none().then_some(trace)
    }

    /// Number of edges.
    pub fn edges(&self) -> usize {
        self.edges.len()
    }

    /// Beats that pass.
    pub fn beats(&self) -> usize {
        self.beats.iter().map(Vec::len).sum()
    }

    /// The edge at which a design first does something else, or takes an offer back at its border; `None`
    /// where it never does. A design without the ports of the first differs at once. `simulator` is of that
    /// design, in its first state.
    pub fn first_difference(&self, design: Validated<'_>, simulator: Simulator) -> Option<usize> {
        let mut next = vec![0; self.channels.len()];
        self.run(design, simulator, |channel, edge, payload| {
            let want = self.beats[channel].get(next[channel]);
            let due = want.is_some_and(|want| want.edge == edge);
            next[channel] += usize::from(payload.is_some());
            match payload {
                None => !due,
                Some(payload) => due && want.is_some_and(|want| want.payload == payload),
            }
        })
    }

    /// Runs the edges while `look`, which gets for every channel and edge the payload that passes, is
    /// content. Gives the edge at which it is not, or at which an offer was taken back.
    fn run(
        &self,
        design: Validated<'_>,
        mut simulator: Simulator,
        mut look: impl FnMut(usize, usize, Option<Vec<Bits>>) -> bool,
    ) -> Option<usize> {
        let inputs: Option<Vec<InputPort>> =
            self.inputs.iter().map(|name| simulator.input(name)).collect();
        let watches = self.channels.iter().map(|channel| Watch::new(design, &simulator, channel));
        let watches = watches.collect::<Option<Vec<Watch>>>();
        let (Some(inputs), Some(mut watches)) = (inputs, watches) else { return Some(0) };
        for (number, edge) in self.edges.iter().enumerate() {
            inputs.iter().zip(&edge.inputs).for_each(|(port, value)| simulator.set(*port, value));
            if !edge.resetn || number < self.skipped {
                watches.iter_mut().for_each(|watch| watch.standing = None);
                if edge.resetn {
                    simulator.clock()
                } else {
                    simulator.reset()
                }
                continue;
            }
            let looked_at = |channel: usize| number - self.skipped < self.channels[channel].until;
            for (channel, watch) in watches.iter_mut().enumerate() {
                if !looked_at(channel) {
                    continue;
                }
                let Ok(payload) = watch.look(&mut simulator) else { return Some(number) };
                if !look(channel, number, payload) {
                    return Some(number);
                }
            }
            simulator.clock();
        }
        None
    }
}

impl Watch {
    fn new(design: Validated<'_>, simulator: &Simulator, channel: &Channel) -> Option<Self> {
        let port = design.top().port(&channel.valid);
        let output = |name: &String| simulator.output(name);
        Some(Self {
            valid: output(&channel.valid)?,
            ready: output(&channel.ready)?,
            payload: channel.payload.iter().map(output).collect::<Option<_>>()?,
            keeps: port.is_some_and(|port| port.direction == Direction::Output),
            standing: None,
        })
    }

    /// The payload that passes, if a beat does; an error where an offer that was not taken changed.
    fn look(&mut self, simulator: &mut Simulator) -> Result<Option<Vec<Bits>>, TakenBack> {
        let offer = simulator.get_u64(self.valid) == 1;
        if !offer && self.standing.is_none() {
            return Ok(None);
        }
        let taken = simulator.get_u64(self.ready) == 1;
        if !self.keeps && !taken {
            return Ok(None);
        }
        let payload = self.payload.iter();
        let offered = offer.then(|| payload.map(|port| simulator.get(*port)).collect::<Vec<_>>());
        if self.standing.is_some() && self.standing != offered {
            return Err(TakenBack);
        }
        if taken {
            self.standing = None;
            return Ok(offered);
        }
        self.standing = offered;
        Ok(None)
    }
}
