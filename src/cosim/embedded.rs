//! The embedded simulator as a bench.

use crate::diag::Bug;
use crate::rtl::simulate::{InputPort, OutputPort, Simulator as Engine};
use crate::rtl::{Bits, Validated};

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

    /// Like [`Simulator::run`]; `watch` sees the settled design in every cycle, before its edge.
    pub(super) fn watched(
        &mut self,
        run: Run<'_>,
        mut watch: impl FnMut(&mut Engine, u64),
    ) -> Observed {
        let (zero, one) = (Bits::from_u64(1, 0), Bits::from_u64(1, 1));
        let bit = |value: bool| if value { &one } else { &zero };
        let mut observed = Observed::default();
        let mut draws = Draws::new(run.pacing);
        let mut offering = false;
        let mut end = run.limit;
        let idle = run.beats.first().map_or(one.clone(), |beat| Bits::ones(beat.width()));
        self.engine.set(self.s_valid, &zero);
        self.engine.reset();
        for cycle in 0..run.limit {
            if cycle == end {
                break;
            }
            let (may_offer, takes) = draws.next();
            let next = run.beats.get(observed.accepted.len());
            offering = next.is_some() && (offering || may_offer);
            self.engine.set(self.s_data, next.filter(|_| offering).unwrap_or(&idle));
            self.engine.set(self.s_valid, bit(offering));
            let last = run.lasts.get(observed.accepted.len()).copied().unwrap_or(true);
            self.engine.set(self.s_last, bit(!offering || last));
            self.engine.set(self.m_ready, bit(takes));
            watch(&mut self.engine, cycle);
            if offering && self.engine.get_u64(self.s_ready) == 1 {
                observed.accepted.push(cycle);
                offering = false;
            }
            if takes && self.engine.get_u64(self.m_valid) == 1 {
                let data = self.engine.get(self.m_data);
                let last = self.engine.get_u64(self.m_last) == 1;
                observed.given.push(Given { cycle, data, last });
                if observed.given.len() == run.outputs {
                    end = cycle + 1 + DRAIN;
                }
            }
            self.engine.clock();
        }
        observed
    }
}

impl Simulator for Embedded {
    fn name(&self) -> &'static str {
        "embedded"
    }

    fn run(&mut self, run: Run<'_>) -> Result<Observed, CosimError> {
        Ok(self.watched(run, |_, _| {}))
    }
}
