//! The embedded simulator as a bench.

use std::ops::ControlFlow;

use crate::diag::Bug;
use crate::progress;
use crate::rtl::simulate::{Edge, InputPort, OutputPort, Simulator as Engine};
use crate::rtl::{Bits, Validated};

use super::pacing::{DRAIN, Draws};
use super::simulator::{CosimError, Given, Observed, Run, See, Simulator};

/// Runs a validated netlist without any tool.
pub struct Embedded {
    engine: Engine,
    s_data: InputPort,
    s_valid: InputPort,
    s_ready: OutputPort,
    m_data: OutputPort,
    m_valid: OutputPort,
    m_last: OutputPort,
    m_ready: InputPort,
    s_last: InputPort,
}

impl Embedded {
    /// Compiles a design whose top has the ports `s_axis_*` and `m_axis_*`.
    pub fn new(design: Validated<'_>) -> Result<Self, Bug> {
        let engine = Engine::new(design);
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
            engine,
        })
    }

    /// All signals with their widths, each behind those that it is computed from in the same cycle.
    pub(super) fn signals(&self) -> Vec<(String, u32)> {
        self.engine.signals()
    }

    /// Where signals are, by their dotted names.
    pub(super) fn probes(&self, names: &[String]) -> Vec<Option<OutputPort>> {
        names.iter().map(|name| self.engine.output(name)).collect()
    }

    /// Keeps every edge from now on.
    pub(crate) fn record(&mut self) {
        self.engine.record();
    }

    /// The edges since [`Self::record`].
    pub(crate) fn recorded(&mut self) -> Vec<Edge> {
        self.engine.recorded()
    }

    /// A run from reset, cycle by cycle, behind the one that is interrupted.
    pub(super) fn bench<'b>(&'b mut self, run: Run<'b>) -> Bench<'b> {
        let interruption = run.pacing.interruption();
        if interruption > 0 {
            let mut before = self.after_reset(Run { limit: interruption, ..run });
            while before.drive().is_some() {
                before.edge();
            }
        }
        self.after_reset(run)
    }

    fn after_reset<'b>(&'b mut self, run: Run<'b>) -> Bench<'b> {
        self.engine.set(self.s_valid, &Bits::from_u64(1, 0));
        self.engine.reset();
        let idle = run.beats.first().map_or(Bits::ones(1), |beat| Bits::ones(beat.width()));
        Bench {
            draws: Draws::new(run.pacing),
            observed: Observed::default(),
            offering: false,
            takes: false,
            standing: None,
            cycle: 0,
            end: run.limit,
            idle,
            run,
            of: self,
        }
    }

    /// What the output stream offers.
    fn offer(&mut self, cycle: u64) -> Option<Given> {
        (self.engine.get_u64(self.m_valid) == 1).then(|| Given {
            cycle,
            data: self.engine.get(self.m_data),
            last: self.engine.get_u64(self.m_last) == 1,
        })
    }
}

/// A run under way.
pub(super) struct Bench<'b> {
    of: &'b mut Embedded,
    run: Run<'b>,
    draws: Draws,
    observed: Observed,
    offering: bool,
    takes: bool,
    /// What was offered and not taken.
    standing: Option<Given>,
    cycle: u64,
    end: u64,
    idle: Bits,
}

impl Bench<'_> {
    /// Sets the inputs for the next cycle; `None` where the run is over.
    pub fn drive(&mut self) -> Option<u64> {
        if self.cycle >= self.end.min(self.run.limit) {
            return None;
        }
        let (may_offer, takes) = self.draws.next();
        let sent = self.observed.accepted.len();
        let next = self.run.beats.get(sent);
        self.offering = next.is_some() && (self.offering || may_offer);
        self.takes = takes;
        let data = next.filter(|_| self.offering).unwrap_or(&self.idle);
        let last = !self.offering || self.run.lasts.get(sent).copied().unwrap_or(true);
        let bit = |value: bool| Bits::from_u64(1, value.into());
        let Embedded { engine, s_data, s_valid, s_last, m_ready, .. } = &mut *self.of;
        engine.set(*s_data, data);
        engine.set(*s_valid, &bit(self.offering));
        engine.set(*s_last, &bit(last));
        engine.set(*m_ready, &bit(takes));
        Some(self.cycle)
    }

    /// The settled value of a signal.
    pub fn get(&mut self, port: OutputPort) -> Bits {
        self.of.engine.get(port)
    }

    /// Notes what moves, and ends the cycle.
    pub fn edge(&mut self) {
        if self.offering && self.of.engine.get_u64(self.of.s_ready) == 1 {
            self.observed.accepted.push(self.cycle);
            self.offering = false;
        }
        let offer = self.of.offer(self.cycle);
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
        self.of.engine.clock();
        self.cycle += 1;
    }
}

impl Simulator for Embedded {
    fn name(&self) -> &'static str {
        "embedded"
    }

    fn run(&mut self, run: Run<'_>) -> Result<Observed, CosimError> {
        let mut bench = self.bench(run);
        let given = progress::count("beats", run.outputs);
        while bench.drive().is_some() {
            bench.edge();
            given.reach(bench.observed.given.len());
        }
        Ok(bench.observed)
    }

    fn shows_inside(&self) -> bool {
        true
    }

    fn watch(
        &mut self,
        run: Run<'_>,
        names: &[String],
        see: &mut See<'_>,
    ) -> Result<(), CosimError> {
        let probes = self.probes(names);
        let mut values: Vec<Option<Bits>> = vec![None; names.len()];
        let mut bench = self.bench(run);
        let given = progress::count("beats", run.outputs);
        while let Some(cycle) = bench.drive() {
            given.reach(bench.observed.given.len());
            for (value, probe) in values.iter_mut().zip(&probes) {
                *value = probe.map(|probe| bench.get(probe));
            }
            if let ControlFlow::Break(()) = see(cycle, &values)? {
                break;
            }
            bench.edge();
        }
        Ok(())
    }
}
