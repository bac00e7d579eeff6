//! Blocks take and give beats when their timing says.

use crate::blocks::{BlockSpec, Interface, Pipeline, Timing};

use super::bench::{self, Pacing};
use super::{elaborate, firings};

/// Edges at which each of `beats` firings is taken and given in the bench.
fn predicted(
    timing: &Timing,
    interface: &Interface,
    beats: usize,
    pacing: Pacing,
) -> (Vec<u64>, Vec<u64>) {
    let mut pipeline = Pipeline::new(timing);
    let mut chance = bench::chances(pacing);
    let mut offering = vec![false; interface.inputs.len()];
    let (mut accepted, mut delivered) = (vec![], vec![]);
    for cycle in 0.. {
        if delivered.len() == beats {
            break;
        }
        for offer in &mut offering {
            let may = chance();
            *offer = accepted.len() < beats && (*offer || may);
        }
        let takes = interface.outputs.iter().all(|_| chance());
        let arrives = offering.iter().all(|offer| *offer);
        let taken = pipeline.ready(takes) && arrives;
        delivered.extend((pipeline.offers(arrives) && takes).then_some(cycle));
        if taken {
            accepted.push(cycle);
            offering.fill(false);
        }
        pipeline.clock(taken);
    }
    (accepted, delivered)
}

#[test]
fn cycles_are_as_predicted() {
    for spec in BlockSpec::examples() {
        let interface = spec.as_block().interface();
        let firings = firings(&interface, 3, 12);
        let (netlist, top) = elaborate(&spec);
        for pacing in [Pacing::Full, Pacing::Random(1), Pacing::Random(2)] {
            let run = bench::run(&netlist, top, &interface, &firings, pacing).unwrap();
            let timing = spec.as_block().timing();
            let (accepted, delivered) = predicted(&timing, &interface, firings.len(), pacing);
            assert_eq!(run.accepted, accepted, "{spec:?}, {pacing:?}");
            assert_eq!(run.delivered, delivered, "{spec:?}, {pacing:?}");
        }
    }
}

#[test]
fn latency_and_interval_summarize_the_timing() {
    for spec in BlockSpec::examples() {
        let block = spec.as_block();
        let timing = block.timing();
        let (accepted, delivered) = predicted(&timing, &block.interface(), 20, Pacing::Full);
        assert_eq!(delivered[0] - accepted[0], timing.latency(), "{spec:?}");
        assert_eq!(accepted[19] - accepted[18], timing.interval(), "{spec:?}");
    }
}
