//! Golden models and hardware over all that a crossbar can be.

use super::lossless::all_inputs;
use super::*;
use crate::blocks::{Beat, BlockSpec, contract};
use crate::parallel;
use crate::rtl::Netlist;

const TIES: [Tie; 5] = [
    Tie::Plus,
    Tie::Minus,
    Tie::Zero,
    Tie::Previous,
    Tie::Random(RandomTie { seed: 6, instance: None }),
];

const TERMINATIONS: [EarlyTermination; 3] = [
    EarlyTermination::None,
    EarlyTermination::Lossless,
    EarlyTermination::Scaled(Scaled { alpha: 77 }),
];

const SIGNS: [Sign; 3] = [SIGNED, Sign::TwosComplement, Sign::Unsigned];

/// Every sign, tie and termination for one size, with thresholds from nothing to all.
fn all(points: usize, bits: u32) -> Vec<WhtCrossbar> {
    let mut all = vec![];
    for sign in SIGNS {
        for tie in TIES {
            for early_termination in TERMINATIONS {
                let crossbar = Crossbar { tie, early_termination, ..Crossbar::new(points) };
                let most = crossbar.greatest(bits);
                let threshold = |row: usize| (row * 5 % points) as i64 * most / (points - 1) as i64;
                let thresholds = (0..points).map(threshold).collect();
                all.push(WhtCrossbar { thresholds, ..WhtCrossbar::new(crossbar, bits, sign) });
            }
        }
    }
    all
}

/// Panics unless the hardware gives what the golden model does for these inputs, and the fast model too.
fn assert_agree(spec: &WhtCrossbar, inputs: Vec<Beat>) {
    assert_eq!(spec.check(), vec![], "{spec:?}");
    if let Some(mut fast) = spec.fast(crate::blocks::Instructions::portable()) {
        let mut golden = spec.golden();
        for x in &inputs {
            let x = std::slice::from_ref(x);
            assert_eq!(golden.fire(x), fast.fire(x), "{spec:?}");
        }
    }
    let mut netlist = Netlist::new();
    let top = spec.rtl(&mut netlist);
    let (count, firings) = (inputs.len(), inputs.into_iter().map(|x| vec![x]).collect());
    let beats = contract::fired(&BlockSpec::from(spec.clone()), (&netlist, top), firings);
    assert_eq!(beats, Some(count), "{spec:?}");
}

#[test]
fn golden_equals_embedded_for_all_inputs_of_four_points() {
    parallel::map(&all(4, 2), |spec| assert_agree(spec, all_inputs(spec).collect()));
}

#[test]
fn golden_equals_embedded_for_all_sizes_signs_ties_and_terminations() {
    let sizes = [2, 4, 8, 16, 32, 64];
    let points = sizes.iter().flat_map(|points| [1, 2, 4, 8].map(|bits| all(*points, bits)));
    let points: Vec<WhtCrossbar> = points.flatten().collect();
    assert_eq!(points.len(), 6 * 4 * 45);
    parallel::map(&points, |spec| {
        let beat = spec.interface().inputs.remove(0).beat;
        let mut rng = fastrand::Rng::with_seed(8);
        let random = (0..20).map(|_| beat.varied(&mut rng));
        assert_agree(spec, beat.corners().into_iter().chain(random).collect());
    });
}

/// Sizes and widths beyond those of the grid, up to the greatest.
#[test]
fn exact_hardware_is_the_definition_for_every_size() {
    let sizes = [2, 4, 8, 16, 32, 64, 128, 256].map(|points| (points, 3));
    let widths = [(2, 16), (4, 11), (8, 16)];
    let exact = |(points, bits), sign| {
        let crossbar = Crossbar { digitizer: RowDigitizer::Exact, ..Crossbar::new(points) };
        let most = crossbar.greatest(bits);
        let thresholds = (0..points as i64).map(|row| row * most / points as i64 / 2).collect();
        WhtCrossbar { thresholds, ..WhtCrossbar::new(crossbar, bits, sign) }
    };
    let all = sizes.into_iter().chain(widths);
    let all: Vec<WhtCrossbar> = all.flat_map(|size| SIGNS.map(|sign| exact(size, sign))).collect();
    parallel::map(&all, |spec| {
        let beat = spec.interface().inputs.remove(0).beat;
        let mut rng = fastrand::Rng::with_seed(9);
        let random = (0..12).map(|_| beat.varied(&mut rng));
        assert_agree(spec, beat.corners().into_iter().chain(random).collect());
    });
}
