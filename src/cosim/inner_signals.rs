//! The first signal inside a node in which a simulator differs from the embedded one.

use std::ops::ControlFlow;

use crate::rtl::Validated;

use super::divergence::Inside;
use super::embedded::Embedded;
use super::simulator::{CosimError, Run, Simulator};

/// Runs both in step; `scope` is the instance whose signals are compared, `None` for those of the top module
/// itself. `None` where the embedded simulator is the one that ran.
pub(super) fn inside(
    design: Validated<'_>,
    scope: Option<&str>,
    run: Run<'_>,
    simulator: &mut dyn Simulator,
) -> Result<Option<Inside>, CosimError> {
    let mut embedded = Embedded::new(design)?;
    if simulator.name() == embedded.name() {
        return Ok(None);
    }
    let within = |name: &str| match scope {
        Some(scope) => name.strip_prefix(scope).is_some_and(|rest| rest.starts_with('.')),
        None => !name.contains('.'),
    };
    // What is computed first is compared first: of all that differ in a cycle, it is the cause.
    let names = embedded.signals().into_iter().map(|(name, _)| name);
    let names: Vec<String> = names.filter(|name| within(name)).collect();
    let probes = embedded.probes(&names);
    let mut bench = embedded.bench(run);
    let mut found = Inside::Same;
    simulator.watch(run, &names, &mut |cycle, values| {
        bench.drive();
        for ((name, value), probe) in names.iter().zip(values).zip(&probes) {
            // What is unknown there may be anything: registers that were not loaded yet.
            let (Some(observed), Some(probe)) = (value, probe) else { continue };
            let expected = bench.get(*probe);
            if *observed != expected {
                let differs = |at: &u32| expected.bit(*at) != observed.bit(*at);
                let bit = (0..expected.width()).find(differs).unwrap_or(0);
                let (expected, observed) = (expected.to_hex(), observed.to_hex());
                found = Inside::Differs { signal: name.clone(), cycle, bit, expected, observed };
                return Ok(ControlFlow::Break(()));
            }
        }
        bench.edge();
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(Some(found))
}
