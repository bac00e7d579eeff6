//! The embedded simulator as a bench.

use std::ops::ControlFlow;

use crate::diag::Bug;
use crate::parallel;
use crate::progress;
use crate::rtl::simulate::{Edge, OutputPort, Simulator as Engine};
use crate::rtl::{Bits, Validated};

use super::driver::{Driver, Ports};
use super::simulator::{CosimError, Observed, Run, See, Simulator};
use super::together::{LANES, together};

/// Runs a validated netlist without any tool.
pub struct Embedded {
    engine: Engine,
    ports: Ports,
}

impl Embedded {
    /// Compiles a design whose top has the ports `s_axis_*` and `m_axis_*`.
    pub fn new(design: Validated<'_>) -> Result<Self, Bug> {
        let engine = Engine::new(design);
        Ok(Self { ports: Ports::of(&engine)?, engine })
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
        let driver = Driver::new(&mut self.engine, (self.ports, 0), run);
        self.engine.reset();
        Bench { engine: &mut self.engine, driver }
    }
}

/// A run under way.
pub(super) struct Bench<'b> {
    engine: &'b mut Engine,
    driver: Driver<'b>,
}

impl Bench<'_> {
    /// Sets the inputs for the next cycle; `None` where the run is over.
    pub fn drive(&mut self) -> Option<u64> {
        self.driver.drive(self.engine)
    }

    /// The settled value of a signal.
    pub fn get(&mut self, port: OutputPort) -> Bits {
        self.engine.get(port)
    }

    /// Notes what moves, and ends the cycle.
    pub fn edge(&mut self) {
        self.driver.note(self.engine);
        self.engine.clock();
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
            given.reach(bench.driver.given());
        }
        Ok(bench.driver.observed())
    }

    fn lanes(&self) -> usize {
        LANES
    }

    fn run_all(&mut self, runs: &[Run<'_>]) -> Result<Vec<Observed>, CosimError> {
        let alike = |one: &Run<'_>, next: &Run<'_>| one.pacing == next.pacing;
        let batches: Vec<&[Run<'_>]> =
            runs.chunk_by(alike).flat_map(|runs| runs.chunks(LANES)).collect();
        let Self { engine, ports } = self;
        let observed = parallel::map(&batches, |runs| together(engine, *ports, runs));
        Ok(observed.into_iter().flatten().collect())
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
            given.reach(bench.driver.given());
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
