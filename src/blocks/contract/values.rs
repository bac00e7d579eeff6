//! Hardware and golden model give the same beats, however streams are paced, in the cycles that the timing says.

use crate::blocks::{Beat, BlockSpec, Golden, Instructions};
use crate::tech::Events;

use super::runs::{Trial, runs};
use super::{bench, cycles, elaborate, expected, firings, given};

/// One seed for all; failures print the block.
const SEED: u64 = 20;

#[test]
fn hardware_gives_golden_beats_in_the_predicted_cycles() {
    for spec in BlockSpec::examples() {
        let interface = spec.as_block().interface();
        let (netlist, top) = elaborate(&spec);
        let ready = bench::ready((&netlist, top)).unwrap();
        for trial in runs(&spec) {
            let Trial { firings, pacing } = &trial;
            let (beats, lasts) = expected(&spec, firings);
            let run = bench::run(&ready, &interface, firings, beats.len(), *pacing);
            let run = run.unwrap_or_else(|| panic!("{spec:?} hangs, {pacing:?}"));
            assert_eq!(run.beats, beats, "{spec:?}, {pacing:?}");
            assert_eq!(run.lasts, lasts, "{spec:?}, {pacing:?}");
            cycles::check(&spec, &trial, &run);
        }
    }
}

#[test]
fn fast_models_equal_golden_ones() {
    for spec in BlockSpec::examples() {
        let firings = firings(spec.as_block(), SEED, 100);
        let expected = expected(&spec, &firings);
        for instructions in Instructions::available() {
            let Some(mut fast) = spec.as_block().fast(instructions) else { continue };
            let given = given(&mut *fast, &firings);
            assert_eq!(given, expected, "{spec:?} with {}", instructions.name());
        }
    }
}

/// What is asked of a model is that of the firing to come, and changes nothing.
#[test]
fn fast_models_count_the_same_events() {
    for spec in BlockSpec::examples() {
        let block = spec.as_block();
        let firings = firings(block, SEED, 30);
        let counted = |model: &mut dyn Golden| -> (Vec<Events>, Vec<Vec<Beat>>) {
            firings.iter().map(|inputs| (model.events(inputs), model.fire(inputs))).unzip()
        };
        let (events, beats) = counted(&mut *block.golden());
        assert_eq!(beats.concat(), expected(&spec, &firings).0, "{spec:?}");
        let mut others = Instructions::available();
        others.truncate(1);
        for mut fast in others.into_iter().filter_map(|instructions| block.fast(instructions)) {
            let (fast, given) = counted(&mut *fast);
            assert_eq!(given, beats, "{spec:?}");
            for (number, (fast, golden)) in fast.iter().zip(&events).enumerate() {
                assert_eq!(fast, golden, "{spec:?}, firing {number}");
            }
        }
    }
}

#[test]
fn models_forget_when_they_say() {
    for spec in BlockSpec::examples() {
        let Some(firings_of_a_round) = spec.as_block().forgets_after() else { continue };
        let mut firings = firings(spec.as_block(), SEED, 100);
        firings.truncate(firings.len() / firings_of_a_round * firings_of_a_round);
        let rounds = firings.chunks(firings_of_a_round);
        let alone: Vec<Beat> = rounds.flat_map(|round| expected(&spec, round).0).collect();
        assert_eq!(alone, expected(&spec, &firings).0, "{spec:?}");
    }
}

#[test]
fn golden_results_are_codes_of_the_interface() {
    for spec in BlockSpec::examples() {
        let interface = spec.as_block().interface();
        let [stream] = &interface.outputs[..] else { panic!("{spec:?} has not one output") };
        let (beats, lasts) = expected(&spec, &firings(spec.as_block(), SEED, 100));
        assert_eq!(beats.len(), lasts.len(), "{spec:?}");
        assert!(!beats.is_empty(), "{spec:?} gives nothing");
        for beat in beats {
            assert_eq!(beat.len(), stream.beat.lanes(), "{spec:?}");
            let fits = stream.beat.formats().zip(&beat).all(|(format, x)| format.contains(*x));
            assert!(fits, "{spec:?} gives {beat:?}");
        }
    }
}
