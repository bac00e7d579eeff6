//! Blocks take and give beats when their timing says.

use crate::blocks::{BlockSpec, StationClock, Timing};

use super::bench::{self, Pacing};
use super::{elaborate, firings};

/// Edges at which each of `beats` beats is taken and given, offered and taken as early as can be.
fn predicted(timing: &Timing, beats: usize) -> (Vec<u64>, Vec<u64>) {
    let mut stations: Vec<StationClock> =
        timing.stations.iter().map(|station| StationClock::new(*station)).collect();
    let (mut accepted, mut delivered) = (vec![], vec![]);
    for beat in 0..beats as u64 {
        // A source offers one beat a cycle at most.
        let offered = accepted.last().map_or(beat, |last| last + 1);
        let mut at = offered;
        for index in 0..stations.len() {
            let taken = at.max(stations[index].earliest());
            match index {
                0 => accepted.push(taken),
                _ => stations[index - 1].depart(taken),
            }
            at = stations[index].accept(taken);
        }
        match stations.last_mut() {
            Some(last) => last.depart(at),
            None => accepted.push(at),
        }
        delivered.push(at);
    }
    (accepted, delivered)
}

#[test]
fn cycles_are_as_predicted() {
    for spec in BlockSpec::examples() {
        let interface = spec.as_block().interface();
        let firings = firings(&interface, 3, 12);
        let (netlist, top) = elaborate(&spec);
        let run = bench::run(&netlist, top, &interface, &firings, Pacing::Full).unwrap();
        let (accepted, delivered) = predicted(&spec.as_block().timing(), firings.len());
        assert_eq!(run.accepted, accepted, "{spec:?}");
        assert_eq!(run.delivered, delivered, "{spec:?}");
    }
}

#[test]
fn latency_and_interval_summarize_the_timing() {
    for spec in BlockSpec::examples() {
        let timing = spec.as_block().timing();
        let (accepted, delivered) = predicted(&timing, 20);
        assert_eq!(delivered[0] - accepted[0], timing.latency(), "{spec:?}");
        assert_eq!(accepted[19] - accepted[18], timing.interval(), "{spec:?}");
    }
}
