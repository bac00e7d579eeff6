//! Known answers, all codes of all searches, and trees.

use std::collections::BTreeSet;

use super::tree::{Next, Tree, entropy};
use super::*;
use crate::blocks::{Block, Kind, SpecError};
use crate::rtl::simulate::Simulator;
use crate::rtl::{Bits, Netlist, validate};

/// Every search of `bits` bits.
fn searches(bits: u32, range: RangeRule, form: Form) -> Vec<Conversion> {
    let histogram: Vec<u64> = (0..1 << bits).map(|code| 1 + (code * 7919) % 13).collect();
    let mut all = vec![
        Conversion::Flash(Flash { form, ..Flash::new(bits, range) }),
        Conversion::Sar(Sar { form, ..Sar::new(bits, range) }),
        Conversion::Asymmetric(Asymmetric { form, ..Asymmetric::new(bits, histogram, range) }),
    ];
    all.extend((1..bits).map(|flash_bits| {
        Conversion::Hybrid(Hybrid { form, ..Hybrid::new(bits, flash_bits, range) })
    }));
    all
}

/// Cells of which so many are driven.
fn line(cells: usize, driven: usize) -> Vec<i64> {
    (0..cells).map(|cell| i64::from(cell < driven)).collect()
}

fn codes(cells: usize, conversion: &Conversion) -> Vec<i64> {
    let spec = Digitizer { cells, columns: 1, conversion: conversion.clone() };
    assert_eq!(spec.check(), Vec::<SpecError>::new(), "{spec:?}");
    let mut golden = spec.golden();
    (0..=cells).map(|driven| golden.fire(&[line(cells, driven)]).concat()[0]).collect()
}

/// `min(floor(PS 2^n / N), 2^n - 1)`, for every N, n and PS, whichever way it is searched.
#[test]
fn every_search_gives_the_code_of_the_closed_form() {
    for cells in 1..=128usize {
        for bits in (1..=8u32).filter(|bits| 1 << bits <= 4 * cells) {
            let full: Vec<i64> = (0..=cells as i64)
                .map(|sum| ((sum << bits) / cells as i64).min((1 << bits) - 1))
                .collect();
            for conversion in searches(bits, RangeRule::Full, Form::Optimized) {
                assert_eq!(codes(cells, &conversion), full, "N = {cells}, {conversion:?}");
            }
        }
    }
}

#[test]
fn a_line_of_31_cells_loses_nothing_at_5_bits() {
    let conversion = Conversion::Sar(Sar::new(5, RangeRule::Full));
    assert_eq!(codes(31, &conversion), (0..=31).collect::<Vec<i64>>());
    // At N = 2^n only the greatest product-sum saturates.
    let saturated: Vec<i64> = (0..=32).map(|sum| sum.min(31)).collect();
    assert_eq!(codes(32, &conversion), saturated);
}

#[test]
fn windows_and_clips_by_hand() {
    let window = RangeRule::Window(Window { low: 3, step: 2 });
    let conversion = Conversion::Flash(Flash::new(2, window));
    // Thresholds 5, 7 and 9.
    assert_eq!(codes(12, &conversion), [0, 0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 3, 3]);
    assert_eq!([0, 1, 2, 3].map(|code| window.worth(code)), [3, 5, 7, 9]);
    assert_eq!(codes(5, &Conversion::clip(2)), [0, 1, 2, 3, 3, 3]);
}

#[test]
fn cycles_and_references_of_5_bits() {
    let of = |conversion: Conversion| (conversion.cycles(), conversion.references());
    let full = RangeRule::Full;
    assert_eq!(of(Conversion::Flash(Flash::new(5, full))), (1, 31));
    assert_eq!(of(Conversion::Hybrid(Hybrid::new(5, 2, full))), (4, 3));
    assert_eq!(of(Conversion::Sar(Sar::new(5, full))), (5, 1));
    let precharged = Sar { precharge_cycles: 2, ..Sar::new(5, full) };
    assert_eq!(of(Conversion::Sar(precharged)), (7, 1));
}

/// Chances of a binomial distribution, as counts.
fn binomial(trials: u32, chance: f64) -> Vec<u64> {
    let mut choose = 1.0;
    (0..=trials)
        .map(|hits| {
            let share =
                choose * chance.powi(hits as i32) * (1.0 - chance).powi((trials - hits) as i32);
            choose *= f64::from(trials - hits) / f64::from(hits + 1);
            (share * 1e12).round() as u64
        })
        .collect()
}

#[test]
fn expected_comparisons_of_a_binomial_line() {
    for (chance, expected) in [(0.5, 3.55), (0.25, 3.36), (0.125, 2.99), (0.0625, 2.49)] {
        let histogram = binomial(31, chance);
        let found = Tree::best(&histogram, None).expected(&histogram);
        assert!((found - expected).abs() < 0.01, "{chance}: {found}");
        assert!(found >= entropy(&histogram) - 1e-9, "{chance}: {found}");
    }
}

#[test]
fn lines_in_lockstep_wait_for_the_slowest() {
    for (chance, lines, expected) in
        [(0.0625, 16, 4.6), (0.0625, 64, 5.6), (0.5, 16, 6.2), (0.5, 64, 7.6)]
    {
        let histogram = binomial(31, chance);
        let tree = Tree::best(&histogram, None);
        let found = tree.expected_of(lines, &histogram);
        assert!((found - expected).abs() < 0.06, "{chance}, {lines}: {found}");
        assert!((tree.expected_of(1, &histogram) - tree.expected(&histogram)).abs() < 1e-9);
    }
}

/// Codes below `tree` in order, with their depths.
fn leaves(tree: &Tree) -> Vec<usize> {
    fn below(tree: &Tree, next: Next, found: &mut Vec<usize>) {
        match next {
            Next::Code(code) => found.push(code),
            Next::Ask(k) => tree.next(k).into_iter().for_each(|next| below(tree, next, found)),
        }
    }
    let mut found = vec![];
    below(tree, Next::Ask(tree.root()), &mut found);
    found
}

#[test]
fn trees_have_every_code_once_in_order_and_no_deeper_than_allowed() {
    let mut rng = fastrand::Rng::with_seed(8);
    for codes in [2, 4, 8, 16, 64] {
        for _ in 0..8 {
            let mut count = || {
                let bits = rng.u32(1..30);
                rng.u64(..1 << bits)
            };
            let histogram: Vec<u64> = (0..codes).map(|_| count()).collect();
            let free = Tree::best(&histogram, None);
            assert_eq!(leaves(&free), (0..codes).collect::<Vec<usize>>());
            assert!(free.expected(&histogram) >= entropy(&histogram) - 1e-9);
            let least = codes.ilog2();
            let mut before = f64::INFINITY;
            for depth in least..least + 4 {
                let limited = Tree::best(&histogram, Some(depth));
                assert_eq!(leaves(&limited), (0..codes).collect::<Vec<usize>>());
                assert!(limited.depths().into_iter().all(|one| one <= depth));
                let expected = limited.expected(&histogram);
                assert!(expected <= before && expected >= free.expected(&histogram) - 1e-9);
                before = expected;
            }
            assert!(Tree::best(&histogram, Some(least)).depths().iter().all(|one| *one == least));
        }
    }
}

/// All trees of four codes: none is better than the best.
#[test]
fn no_tree_of_four_codes_is_better_than_the_best() {
    let depths = [[2, 2, 2, 2], [1, 2, 3, 3], [1, 3, 3, 2], [2, 3, 3, 1], [3, 3, 2, 1]];
    let mut rng = fastrand::Rng::with_seed(4);
    for _ in 0..200 {
        let histogram: Vec<u64> = (0..4).map(|_| rng.u64(1..20)).collect();
        let cost = |depths: &[u32]| -> u64 {
            depths.iter().zip(&histogram).map(|(depth, count)| u64::from(*depth) * count).sum()
        };
        let least = depths.iter().map(|depths| cost(depths)).min().unwrap();
        assert_eq!(cost(&Tree::best(&histogram, None).depths()), least, "{histogram:?}");
    }
}

#[test]
fn what_no_line_can_use_is_refused() {
    let fields = |cells, conversion: Conversion| -> Vec<&'static str> {
        let spec = Digitizer { cells, columns: 1, conversion };
        spec.check().into_iter().map(|error| error.field).collect()
    };
    let full = RangeRule::Full;
    assert_eq!(fields(8, Conversion::Sar(Sar::new(0, full))), ["bits"]);
    assert_eq!(fields(300, Conversion::Sar(Sar::new(9, full))), ["bits"]);
    assert_eq!(fields(3, Conversion::Sar(Sar::new(4, full))), ["bits"]);
    assert_eq!(fields(4, Conversion::Sar(Sar::new(4, full))), [""; 0]);
    assert_eq!(fields(31, Conversion::Hybrid(Hybrid::new(5, 5, full))), ["flash_bits"]);
    assert_eq!(fields(31, Conversion::Hybrid(Hybrid::new(5, 0, full))), ["flash_bits"]);
    let asymmetric = |histogram| Conversion::Asymmetric(Asymmetric::new(2, histogram, full));
    assert_eq!(fields(5, asymmetric(vec![])), ["histogram"]);
    assert_eq!(fields(5, asymmetric(vec![0; 4])), ["histogram"]);
    assert_eq!(fields(5, asymmetric(vec![1; 3])), ["histogram"]);
    assert_eq!(fields(5, asymmetric(vec![u64::MAX; 4])), ["histogram"]);
    let shallow = Asymmetric { max_depth: Some(1), ..Asymmetric::new(2, vec![1; 4], full) };
    assert_eq!(fields(5, Conversion::Asymmetric(shallow)), ["max_depth"]);
    for (low, step) in [(0, 0), (5, 1), (u32::MAX, u32::MAX)] {
        let window = RangeRule::Window(Window { low, step });
        assert_eq!(fields(5, Conversion::Sar(Sar::new(2, window))), ["range"]);
    }
    assert_eq!(fields(5, Conversion::Sar(Sar::new(2, RangeRule::Calibrated))), ["range"]);
}

#[test]
fn windows_are_set_where_product_sums_are() {
    let mut sums = ProductSums::new(64);
    let open = Conversion::Sar(Sar::new(3, RangeRule::Calibrated));
    assert!(open.is_open() && sums.is_empty());
    (20..=27).for_each(|driven| sums.count(driven, 64));
    let window = RangeRule::Window(Window { low: 20, step: 1 });
    assert_eq!(open.set(&sums), Conversion::Sar(Sar::new(3, window)));
    assert!(!open.set(&sums).is_open());
    // What counts for little may be clipped.
    sums.count(60, 1);
    assert_eq!(open.set(&sums), Conversion::Sar(Sar::new(3, window)));
    // Lines that never have more than 10 of 64: 2 bits in steps of 3.
    let mut few = ProductSums::new(64);
    (0..=10).for_each(|driven| few.count(driven, 1));
    let wide = Conversion::Flash(Flash::new(2, RangeRule::Calibrated));
    let RangeRule::Window(Window { low, step }) = wide.set(&few).range() else { panic!() };
    assert!(step == 2 || step == 3, "{low} {step}");
}

#[test]
fn trees_are_set_by_the_codes_that_come() {
    let mut sums = ProductSums::new(7);
    [0, 0, 0, 1, 7].into_iter().for_each(|driven| sums.count(driven, 1));
    let open = Conversion::Asymmetric(Asymmetric::new(2, vec![], RangeRule::Full));
    let Conversion::Asymmetric(set) = open.set(&sums) else { panic!() };
    assert_eq!(set.histogram, [4, 0, 0, 1]);
    let given = Asymmetric::new(2, vec![1, 2, 3, 4], RangeRule::Full);
    let given = Conversion::Asymmetric(given);
    assert_eq!(given.set(&sums), given);
}

#[test]
fn names_tell_digitizers_apart() {
    let all = [RangeRule::Full, RangeRule::Clip, RangeRule::Window(Window { low: 1, step: 2 })]
        .into_iter()
        .flat_map(|range| {
            let forms = [Form::Optimized, Form::Structural].into_iter();
            forms.flat_map(move |form| (1..=4).flat_map(move |bits| searches(bits, range, form)))
        });
    let all: Vec<Conversion> = all.collect();
    let names: BTreeSet<String> = all.iter().map(Conversion::name).collect();
    assert_eq!(names.len(), all.len());
}

#[test]
fn nobody_has_two_roles_in_a_phase() {
    let chain = |arrays| Network::Chain(Arrays { arrays });
    let ring = |arrays| Network::Ring(Arrays { arrays });
    let shapes = |network: Network, references: usize| {
        let topology = network.topology(references);
        for phase in topology.phases() {
            let roles = phase.iter().flat_map(|array| {
                [*array].into_iter().chain(topology.references(*array).iter().copied())
            });
            let roles: Vec<usize> = roles.collect();
            let distinct: BTreeSet<usize> = roles.iter().copied().collect();
            assert_eq!(distinct.len(), roles.len(), "{network:?}: {phase:?}");
            assert!(phase.iter().all(|array| topology.references(*array).len() == references));
        }
        (topology.arrays(), topology.computing(), topology.phases().len())
    };
    assert_eq!(shapes(Network::Pair, 1), (2, 2, 2));
    assert_eq!(shapes(chain(2), 1), (2, 1, 1));
    assert_eq!(shapes(chain(5), 1), (5, 4, 2));
    assert_eq!(shapes(ring(2), 1), (2, 2, 2));
    assert_eq!(shapes(ring(4), 1), (4, 4, 2));
    assert_eq!(shapes(ring(5), 1), (5, 5, 3));
    assert_eq!(shapes(Network::Cluster, 3), (4, 4, 4));
    assert_eq!(shapes(Network::StarFlash, 31), (32, 32, 32));
}

#[test]
fn networks_serve_searches_that_they_have_references_for() {
    let sar = |network| Conversion::Sar(Sar { network, ..Sar::new(5, RangeRule::Full) });
    let hybrid =
        |network| Conversion::Hybrid(Hybrid { network, ..Hybrid::new(5, 2, RangeRule::Full) });
    let flash = |network| Conversion::Flash(Flash { network, ..Flash::new(5, RangeRule::Full) });
    let fits = |conversion: Conversion| conversion.check(31).is_empty();
    let ring = |arrays| Some(Network::Ring(Arrays { arrays }));
    assert!(fits(sar(Some(Network::Pair))) && fits(sar(ring(3))) && !fits(sar(ring(1))));
    assert!(!fits(sar(ring(65))) && !fits(sar(Some(Network::Cluster))));
    assert!(fits(hybrid(Some(Network::Cluster))) && !fits(hybrid(Some(Network::Pair))));
    assert!(fits(flash(Some(Network::StarFlash))) && !fits(flash(Some(Network::Cluster))));
}

/// Comparisons and switchings of the structural form, seen in simulation: strobed comparators cannot be told
/// from others there, so only masks are.
fn switched(spec: &Digitizer, driven: usize) -> u64 {
    let mut netlist = Netlist::new();
    let top = spec.rtl(&mut netlist);
    let mut simulator = Simulator::new(validate(&netlist, top).unwrap());
    let set = |simulator: &mut Simulator, name: &str, bits: &Bits| {
        let port = simulator.input(name).unwrap();
        simulator.set(port, bits);
    };
    let cells = Bits::from_bools((0..spec.cells).map(|cell| cell < driven));
    set(&mut simulator, "x_tdata", &cells);
    set(&mut simulator, "y_tready", &Bits::from_u64(1, 1));
    simulator.reset();
    set(&mut simulator, "x_tvalid", &Bits::from_u64(1, 1));
    simulator.clock();
    set(&mut simulator, "x_tvalid", &Bits::from_u64(1, 0));
    let masks: Vec<_> = (0..spec.conversion.references())
        .map(|reference| {
            let steps = spec.conversion.steps();
            let name = match steps {
                Some(_) => format!("c0_r{reference}_mask"),
                None => "c0_mask".to_string(),
            };
            simulator.output(&name).unwrap()
        })
        .collect();
    let busy = simulator.output("busy").unwrap();
    let mut before = vec![Bits::zero(spec.cells as u32); masks.len()];
    let (mut switched, mut cycle) = (0, 0);
    while simulator.get_u64(busy) == 1 {
        for (reference, (mask, before)) in masks.iter().zip(&mut before).enumerate() {
            let step = spec.conversion.steps().and_then(|steps| steps.get(cycle).copied());
            let works = step.is_none_or(|bits| (reference + 1) >> bits == 0);
            if works {
                let now = simulator.get(*mask);
                let changes = (0..now.width()).filter(|bit| now.bit(*bit) != before.bit(*bit));
                switched += changes.count() as u64;
                *before = now;
            }
        }
        cycle += 1;
        simulator.clock();
    }
    switched
}

#[test]
fn references_switch_as_often_as_they_are_said_to() {
    let rules = [RangeRule::Full, RangeRule::Clip, RangeRule::Window(Window { low: 2, step: 3 })];
    for range in rules {
        for bits in [2, 4] {
            for conversion in searches(bits, range, Form::Structural) {
                let spec = Digitizer { cells: 13, columns: 1, conversion };
                let activities = Activities::new(&spec.conversion, spec.cells);
                for driven in 0..=spec.cells {
                    let said = activities.of(driven).switchings;
                    assert_eq!(switched(&spec, driven), said, "{spec:?}, {driven}");
                }
            }
        }
    }
}

#[test]
fn comparisons_by_hand() {
    let of = |conversion: Conversion, driven| Activities::new(&conversion, 31).of(driven);
    let full = RangeRule::Full;
    // Half of the cells, then a quarter more or less, and so on: 16, 8, 4, 2, 1.
    let sar = Conversion::Sar(Sar::new(5, full));
    assert_eq!(of(sar.clone(), 0), Activity { comparisons: 5, switchings: 16 + 8 + 4 + 2 + 1 });
    assert_eq!(of(sar, 31), Activity { comparisons: 5, switchings: 16 + 8 + 4 + 2 + 1 });
    let flash = Conversion::Flash(Flash::new(5, full));
    assert_eq!(of(flash, 7), Activity { comparisons: 31, switchings: (1..=31).sum() });
    let hybrid = of(Conversion::Hybrid(Hybrid::new(5, 2, full)), 0);
    // References of 8, 16 and 24; the first goes on to 4, 2 and 1.
    assert_eq!(hybrid, Activity { comparisons: 3 + 3, switchings: 8 + 16 + 24 + 4 + 2 + 1 });
    // Of thresholds 1 to 31 only five are within the cells.
    let wide = Conversion::Flash(Flash::new(4, RangeRule::Clip));
    assert_eq!(Activities::new(&wide, 5).of(0).comparisons, 5);
}
