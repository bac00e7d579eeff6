//! A bench at one lane of the embedded simulator.

use crate::diag::Bug;
use crate::rtl::Bits;
use crate::rtl::simulate::{InputPort, OutputPort, Simulator as Engine};

use super::pacing::{DRAIN, Draws};
use super::simulator::{Given, Observed, Run};

/// The streams of a top module.
#[derive(Clone, Copy)]
pub(super) struct Ports {
    s_data: InputPort,
    s_valid: InputPort,
    s_ready: OutputPort,
    m_data: OutputPort,
    m_valid: OutputPort,
    m_last: OutputPort,
    m_ready: InputPort,
    s_last: InputPort,
}

impl Ports {
    pub fn of(engine: &Engine) -> Result<Self, Bug> {
        let missing = |name: &str| Bug::new(format!("the top module lacks port `{name}`"));
        let input = |name: &str| engine.input(name).ok_or_else(|| missing(name));
        let output = |name: &str| engine.output(name).ok_or_else(|| missing(name));
        Ok(Self {
            s_data: input("s_axis_tdata")?,
            s_valid: input("s_axis_tvalid")?,
            s_last: input("s_axis_tlast")?,
            s_ready: output("s_axis_tready")?,
            m_data: output("m_axis_tdata")?,
            m_valid: output("m_axis_tvalid")?,
            m_last: output("m_axis_tlast")?,
            m_ready: input("m_axis_tready")?,
        })
    }
}

/// A run under way, from reset.
pub(super) struct Driver<'b> {
    ports: Ports,
    lane: usize,
    run: Run<'b>,
    draws: Draws,
    observed: Observed,
    offering: bool,
    takes: bool,
    /// What the input's wires carry: a beat by its number, or nothing that is meant.
    shown: Option<usize>,
    /// What was offered and not taken.
    standing: Option<Given>,
    cycle: u64,
    end: u64,
}

impl<'b> Driver<'b> {
    /// Offers nothing; the reset is to come.
    pub fn new<const N: usize>(
        engine: &mut Engine<N>,
        (ports, lane): (Ports, usize),
        run: Run<'b>,
    ) -> Self {
        let mut driver = Self {
            ports,
            lane,
            draws: Draws::new(run.pacing),
            observed: Observed::default(),
            offering: false,
            takes: false,
            shown: None,
            standing: None,
            cycle: 0,
            end: run.limit,
            run,
        };
        driver.show(engine, None);
        engine.set_in(lane, ports.m_ready, &bit(false));
        driver
    }

    /// Beats that came out so far.
    pub fn given(&self) -> usize {
        self.observed.given.len()
    }

    /// Beats that are to come out.
    pub fn expected(&self) -> usize {
        self.run.outputs
    }

    /// What was seen.
    pub fn observed(self) -> Observed {
        self.observed
    }

    /// Sets the inputs for the next cycle; `None` where the run is over.
    pub fn drive<const N: usize>(&mut self, engine: &mut Engine<N>) -> Option<u64> {
        if self.cycle >= self.end.min(self.run.limit) {
            return None;
        }
        let (may_offer, takes) = self.draws.next();
        let sent = self.observed.accepted.len();
        self.offering = sent < self.run.beats.len() && (self.offering || may_offer);
        let show = self.offering.then_some(sent);
        if show != self.shown {
            self.show(engine, show);
        }
        if takes != self.takes {
            engine.set_in(self.lane, self.ports.m_ready, &bit(takes));
        }
        self.takes = takes;
        Some(self.cycle)
    }

    /// Puts a beat on the wires; where there is none, all ones and no offer.
    fn show<const N: usize>(&mut self, engine: &mut Engine<N>, beat: Option<usize>) {
        let Self { ports, lane, run, .. } = self;
        let idle = || run.beats.first().map_or(Bits::ones(1), |beat| Bits::ones(beat.width()));
        match beat {
            Some(number) => engine.set_in(*lane, ports.s_data, &run.beats[number]),
            None => engine.set_in(*lane, ports.s_data, &idle()),
        }
        let last = beat.is_none_or(|number| run.lasts.get(number).copied().unwrap_or(true));
        engine.set_in(*lane, ports.s_valid, &bit(beat.is_some()));
        engine.set_in(*lane, ports.s_last, &bit(last));
        self.shown = beat;
    }

    /// Notes what moves at the edge that comes.
    pub fn note<const N: usize>(&mut self, engine: &mut Engine<N>) {
        if self.cycle >= self.end.min(self.run.limit) {
            return;
        }
        let Self { ports, lane, .. } = *self;
        if self.offering && engine.get_u64_in(lane, ports.s_ready) == 1 {
            self.observed.accepted.push(self.cycle);
            self.offering = false;
        }
        let offer = (engine.get_u64_in(lane, ports.m_valid) == 1).then(|| Given {
            cycle: self.cycle,
            data: engine.get_in(lane, ports.m_data),
            last: engine.get_u64_in(lane, ports.m_last) == 1,
        });
        let same = |a: &Given, b: &Given| (&a.data, a.last) == (&b.data, b.last);
        let kept = |stood: &Given| offer.as_ref().is_some_and(|offer| same(stood, offer));
        if !self.standing.as_ref().is_none_or(kept) {
            self.observed.withdrawn.get_or_insert(self.cycle);
        }
        self.standing = offer;
        if self.takes
            && let Some(given) = self.standing.take()
        {
            self.observed.given.push(given);
            if self.observed.given.len() == self.run.outputs {
                self.end = self.cycle + 1 + DRAIN;
            }
        }
        self.cycle += 1;
    }
}

fn bit(value: bool) -> Bits {
    Bits::from_u64(1, value.into())
}
