//! Runs in lanes go as each by itself.

use crate::blocks::BlockSpec;
use crate::cosim::{Embedded, Pacing, Run, Simulator};
use crate::rtl::validate;

use super::wrapped::Wrapped;

/// Runs of other lengths, and where the block needs nothing first, of other beats.
fn runs(wrapped: &Wrapped, pacing: Pacing) -> Vec<Run<'_>> {
    let whole = wrapped.run(pacing);
    let free = wrapped.spec.as_block().preamble().is_empty();
    let run = |number: usize| {
        let first = if free { number % whole.beats.len() } else { 0 };
        let end = if free { whole.beats.len() } else { whole.beats.len() - number % 3 };
        let (beats, lasts) = (&whole.beats[first..end], &whole.lasts[first..end]);
        let limit = whole.limit - number as u64;
        Run { beats, lasts, outputs: beats.len() / 2, limit, ..whole }
    };
    (0..19).map(run).collect()
}

#[test]
fn every_block_runs_in_lanes_as_alone() {
    let mut blocks = 0;
    for wrapped in BlockSpec::examples().into_iter().filter_map(Wrapped::new) {
        let design = validate(&wrapped.netlist, wrapped.top).unwrap();
        let mut embedded = Embedded::new(design).unwrap();
        for pacing in [Pacing::Full, Pacing::Random { seed: 5 }] {
            let runs = runs(&wrapped, pacing);
            let alone: Vec<_> = runs.iter().map(|run| embedded.run(*run).unwrap()).collect();
            let together = embedded.run_all(&runs).unwrap();
            assert_eq!(together, alone, "{:?}, {pacing:?}", wrapped.spec);
            assert!(alone.iter().any(|observed| !observed.given.is_empty()));
        }
        blocks += 1;
    }
    assert!(blocks > 40, "{blocks}");
}
