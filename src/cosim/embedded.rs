//! The embedded simulator as a bench.

use crate::dataflow::Graph;
use crate::diag::Bug;
use crate::rtl::simulate::{Edge, InputPort, OutputPort, Simulator as Engine};
use crate::rtl::{Bits, Validated};

use super::inside::{Seen, watch};
use super::pacing::{DRAIN, Draws};
use super::simulator::{CosimError, Given, Observed, Run, Simulator};

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

    /// Keeps every edge from now on.
    pub(crate) fn record(&mut self) {
        self.engine.record();
    }

    /// The edges since [`Self::record`].
    pub(crate) fn recorded(&mut self) -> Vec<Edge> {
        self.engine.recorded()
    }

    /// Like [`Simulator::run`]; `watch` sees the settled design in every cycle, before its edge.
    pub(super) fn watched(
        &mut self,
        run: Run<'_>,
        mut watch: impl FnMut(&mut Engine, u64),
    ) -> Observed {
        let interruption = run.pacing.interruption();
        if interruption > 0 {
            self.from_reset(Run { limit: interruption, ..run }, &mut |_, _| {});
        }
        self.from_reset(run, &mut watch)
    }

    fn from_reset(&mut self, run: Run<'_>, watch: &mut dyn FnMut(&mut Engine, u64)) -> Observed {
        let mut observed = Observed::default();
        let mut draws = Draws::new(run.pacing);
        let (mut offering, mut standing) = (false, None);
        let mut end = run.limit;
        self.engine.set(self.s_valid, &bit(false));
        self.engine.reset();
        for cycle in 0..run.limit {
            if cycle == end {
                break;
            }
            let (may_offer, takes) = draws.next();
            let next = observed.accepted.len();
            offering = next < run.beats.len() && (offering || may_offer);
            self.offer(&run, next, offering);
            self.engine.set(self.m_ready, &bit(takes));
            watch(&mut self.engine, cycle);
            if offering && self.engine.get_u64(self.s_ready) == 1 {
                observed.accepted.push(cycle);
                offering = false;
            }
            let offered = self.offered(cycle);
            let same = |a: &Given, b: &Given| (&a.data, a.last) == (&b.data, b.last);
            let kept = |stood: &Given| offered.as_ref().is_some_and(|offer| same(stood, offer));
            if observed.withdrawn.is_none() && !standing.as_ref().is_none_or(kept) {
                observed.withdrawn = Some(cycle);
            }
            standing = offered;
            if takes && let Some(given) = standing.take() {
                observed.given.push(given);
                if observed.given.len() == run.outputs {
                    end = cycle + 1 + DRAIN;
                }
            }
            self.engine.clock();
        }
        observed
    }

    /// Sets the input stream: beat `next`, or ones where none is offered.
    fn offer(&mut self, run: &Run<'_>, next: usize, offering: bool) {
        let idle = || run.beats.first().map_or(bit(true), |beat| Bits::ones(beat.width()));
        match run.beats.get(next).filter(|_| offering) {
            Some(beat) => self.engine.set(self.s_data, beat),
            None => self.engine.set(self.s_data, &idle()),
        }
        self.engine.set(self.s_valid, &bit(offering));
        let last = run.lasts.get(next).copied().unwrap_or(true);
        self.engine.set(self.s_last, &bit(!offering || last));
    }

    /// What the output stream offers.
    fn offered(&mut self, cycle: u64) -> Option<Given> {
        (self.engine.get_u64(self.m_valid) == 1).then(|| Given {
            cycle,
            data: self.engine.get(self.m_data),
            last: self.engine.get_u64(self.m_last) == 1,
        })
    }
}

fn bit(value: bool) -> Bits {
    Bits::from_u64(1, value.into())
}

impl Simulator for Embedded {
    fn name(&self) -> &'static str {
        "embedded"
    }

    fn run(&mut self, run: Run<'_>) -> Result<Observed, CosimError> {
        Ok(self.watched(run, |_, _| {}))
    }

    fn run_inside(
        &mut self,
        design: Validated<'_>,
        graph: &Graph,
        run: Run<'_>,
    ) -> Result<Option<(Observed, Vec<Seen>)>, CosimError> {
        Ok(Some(watch(design, self, graph, run)?))
    }
}
