//! Which mutants a bench tells from the design.

use crate::parallel;
use crate::rtl::netlist::{ModuleId, Netlist};
use crate::rtl::simulate::Simulator;
use crate::rtl::validate::validate;

use super::mutant::Mutant;
use super::trace::Trace;

/// Where a mutant was told from the design.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kill {
    /// Which run of the bench.
    pub trace: usize,
    /// Which edge of it.
    pub edge: usize,
}

/// What became of a mutant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The bench sees it.
    Killed(Kill),
    /// Every run went as that of the design.
    Survived,
}

/// Runs every mutant of a netlist through the traces of its bench, on all cores, each until the first
/// difference. Outcomes come in the order of the mutants. A mutant that is not valid, which none should
/// be, counts as survived: nobody saw it.
pub fn grade(
    netlist: &Netlist,
    top: ModuleId,
    mutants: &[Mutant],
    traces: &[Trace],
) -> Vec<Outcome> {
    parallel::map_counted("mutants", mutants, |mutant| outcome(&mutant.apply(netlist), top, traces))
}

fn outcome(mutated: &Netlist, top: ModuleId, traces: &[Trace]) -> Outcome {
    let Ok(design) = validate(mutated, top) else { return Outcome::Survived };
    let first = Simulator::new(design);
    let kills = traces.iter().enumerate();
    let mut kills = kills.filter_map(|(trace, run)| {
        run.first_difference(design, first.lanes()).map(|edge| Kill { trace, edge })
    });
    kills.next().map_or(Outcome::Survived, Outcome::Killed)
}
