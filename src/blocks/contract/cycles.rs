//! Blocks take and give beats when their timing says.

use crate::blocks::{Beat, BlockSpec, Interface, Pipeline, Station, Timing, Work};

use super::bench::{self, Pacing, Run};
use super::runs::Trial;

/// Edges at which each firing is taken, by the work that they are, and at which each of
/// `outputs` beats is given in the bench.
fn predicted(
    timing: &Timing,
    interface: &Interface,
    works: &[Work],
    outputs: usize,
    pacing: Pacing,
) -> (Vec<u64>, Vec<u64>) {
    let mut pipeline = Pipeline::new(timing);
    let mut chance = bench::chances(pacing, interface.inputs.len() + 1);
    let mut offering = vec![false; interface.inputs.len()];
    let (mut accepted, mut delivered) = (vec![], vec![]);
    for cycle in 0.. {
        if delivered.len() >= outputs && accepted.len() == works.len() {
            break;
        }
        for offer in &mut offering {
            let may = chance();
            *offer = accepted.len() < works.len() && (*offer || may);
        }
        let takes = chance();
        let arrives = offering.iter().all(|offer| *offer);
        let taken = (pipeline.ready(takes) && arrives).then(|| works[accepted.len()]);
        delivered.extend((pipeline.offers(arrives) && takes).then_some(cycle));
        if taken.is_some() {
            accepted.push(cycle);
            offering.fill(false);
        }
        pipeline.clock(taken);
    }
    (accepted, delivered)
}

fn works(spec: &BlockSpec, firings: &[Vec<Beat>]) -> Vec<Work> {
    let mut works = spec.as_block().works();
    firings.iter().map(|inputs| works(inputs)).collect()
}

/// What a bench saw, against the timing.
pub(super) fn check(spec: &BlockSpec, Trial { firings, pacing }: &Trial, run: &Run) {
    let (timing, interface) = (spec.as_block().timing(), spec.as_block().interface());
    let works = works(spec, firings);
    let (accepted, delivered) = predicted(&timing, &interface, &works, run.beats.len(), *pacing);
    assert_eq!(run.accepted, accepted, "{spec:?}, {pacing:?}");
    assert_eq!(run.delivered, delivered, "{spec:?}, {pacing:?}");
}

/// The work that takes longest.
fn slowest(timing: &Timing) -> Work {
    match &timing.stations[..] {
        [Station::Serve { cycles }] => {
            Work::Kind((0..cycles.len()).max_by_key(|kind| cycles[*kind]).unwrap())
        }
        _ => timing.longest().unwrap_or(Work::ONLY),
    }
}

#[test]
fn latency_and_rate_summarize_the_timing() {
    for spec in BlockSpec::examples() {
        let block = spec.as_block();
        let (timing, interface) = (block.timing(), block.interface());
        let rate = timing.rate();
        let (takes, gives) = (rate.takes as usize, rate.gives as usize);
        let works = vec![slowest(&timing); 5 * takes];
        let (accepted, delivered) = predicted(&timing, &interface, &works, 5 * gives, Pacing::Full);
        assert_eq!(delivered[0] - accepted[0], timing.latency(), "{spec:?}");
        assert_eq!(accepted[4 * takes] - accepted[3 * takes], rate.cycles, "{spec:?}");
    }
}
