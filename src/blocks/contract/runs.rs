//! The runs that a block is tried in.

use crate::blocks::{Beat, BlockSpec};
use crate::rtl::mutate::Trace;
use crate::rtl::simulate::Simulator;
use crate::rtl::{ModuleId, Netlist};

use super::bench::{self, Pacing};
use super::{expected, firings};

/// Firings times ports of a block, at most, beside corners: each port is driven by itself.
const DRIVEN: usize = 1 << 18;
/// What a run with back-pressure costs beside a firing at full speed: each of its firings waits for the slowest of all
/// ports.
const WAITED: usize = 16;

/// Firings, and who holds them back.
pub(super) struct Trial {
    pub firings: Vec<Vec<Beat>>,
    pub pacing: Pacing,
}

/// How much a block is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Extent {
    /// About 200 firings: for what differs in constants alone from a block that was tried fully.
    Brief,
    /// About 2,000 firings and the block's exercise.
    Full,
}

/// The full runs of a block.
#[cfg(test)]
pub(super) fn runs(spec: &BlockSpec) -> Vec<Trial> {
    Extent::Full.runs(spec)
}

impl Extent {
    /// One run at full speed, which ends with the block's exercise where it is a full one, and some that are held
    /// back, each with firings of its own. Of a block of thousands of ports both are fewer.
    fn runs(self, spec: &BlockSpec) -> Vec<Trial> {
        let (random, paced) = match self {
            Self::Brief => (60, 2),
            Self::Full => (1500, 8),
        };
        let most = DRIVEN / spec.as_block().interface().inputs.len().max(1);
        let paced = paced.min(2.max(most / WAITED));
        let most = most / (paced + 1);
        let mut first =
            Trial { firings: firings(spec.as_block(), 20, random.min(most)), pacing: Pacing::Full };
        if self == Self::Full {
            first.firings.extend(spec.as_block().exercise());
        }
        let paced = (0..paced as u64).map(|seed| Trial {
            firings: firings(spec.as_block(), 21 + seed, most.min(60)),
            pacing: Pacing::Random(seed),
        });
        std::iter::once(first).chain(paced).collect()
    }

    /// What a block's netlist does in its runs; `None` where it breaks the rules of its streams.
    pub fn traces(self, spec: &BlockSpec, module: (&Netlist, ModuleId)) -> Option<Vec<Trace>> {
        let interface = spec.as_block().interface();
        let of = |run: &Trial| {
            let outputs = expected(spec, &run.firings).0.len();
            bench::trace(module, &interface, &run.firings, outputs, run.pacing)
        };
        self.runs(spec).iter().map(of).collect()
    }

    /// Runs a block's netlist by itself: the beats that it gives, which are those of its golden model, or the
    /// number of the run in which they are not.
    pub fn tried(self, spec: &BlockSpec, module: (&Netlist, ModuleId)) -> Result<usize, usize> {
        let ready = bench::ready(module).ok_or(0usize)?;
        let beats = self.runs(spec).into_iter().enumerate();
        beats.map(|(number, trial)| given(spec, &ready, &trial).ok_or(number)).sum()
    }
}

/// What a block's netlist does in its full runs; `None` where it breaks the rules of its streams.
pub fn traces(spec: &BlockSpec, module: (&Netlist, ModuleId)) -> Option<Vec<Trace>> {
    Extent::Full.traces(spec, module)
}

/// Tries a block's netlist fully, as [`Extent::tried`] does.
pub fn tried(spec: &BlockSpec, module: (&Netlist, ModuleId)) -> Result<usize, usize> {
    Extent::Full.tried(spec, module)
}

/// Runs it with these firings at full speed: the number of beats that it gives, if they are those of its golden model.
pub fn fired(
    spec: &BlockSpec,
    module: (&Netlist, ModuleId),
    firings: Vec<Vec<Beat>>,
) -> Option<usize> {
    given(spec, &bench::ready(module)?, &Trial { firings, pacing: Pacing::Full })
}

fn given(spec: &BlockSpec, ready: &Simulator, trial: &Trial) -> Option<usize> {
    let (wanted, lasts) = expected(spec, &trial.firings);
    let interface = spec.as_block().interface();
    let run = bench::run(ready, &interface, &trial.firings, wanted.len(), trial.pacing)?;
    (run.beats == wanted && run.lasts == lasts).then_some(wanted.len())
}
