//! Known answers and properties.

mod grid;
mod lossless;
mod structure;

use std::borrow::Cow;

use super::*;
use crate::blocks::digitizer::{Flash, Form, Hybrid, RangeRule, Sar, Window};
use crate::blocks::{Block, Kind, SpecError};

const SIGNED: Sign = Sign::SignedMagnitude;

fn comparing(points: usize, bits: u32) -> WhtCrossbar {
    WhtCrossbar::new(Crossbar::new(points), bits, SIGNED)
}

/// Results and planes of one transform, by the golden model and by its fast equal.
fn transformed(spec: &WhtCrossbar, x: &[i64]) -> (Vec<i64>, Vec<u32>) {
    assert_eq!(spec.check(), Vec::<SpecError>::new(), "{spec:?}");
    let Outcome { y, planes, .. } = Transform::new(spec).transform(x, true);
    if let Some(fast) = Fast::new(spec) {
        assert_eq!(fast.transform(x, true), (y.clone(), planes.clone()), "{spec:?}");
    }
    (y, planes)
}

/// Two points, two planes: x = (3, -2), so planes are (1, -1) and (1, 0), sums (0, 2) and (1, 1).
#[test]
fn a_transform_by_hand() {
    let with = |tie, thresholds: [i64; 2]| WhtCrossbar {
        thresholds: thresholds.to_vec(),
        ..WhtCrossbar::new(Crossbar { tie, ..Crossbar::new(2) }, 2, SIGNED)
    };
    let x = [3, -2];
    // Row 0: a tie counts 2, and 1 comes to it. Row 1: 2 and 1.
    assert_eq!(transformed(&with(Tie::Plus, [0, 0]), &x), (vec![3, 3], vec![2, 2]));
    assert_eq!(transformed(&with(Tie::Minus, [0, 0]), &x), (vec![-1, 3], vec![2, 2]));
    assert_eq!(transformed(&with(Tie::Zero, [0, 0]), &x), (vec![1, 3], vec![2, 2]));
    assert_eq!(transformed(&with(Tie::Previous, [0, 0]), &x), (vec![3, 3], vec![2, 2]));
    // After the first plane row 0 has nothing and at most 1 to come; row 1 has 2.
    assert_eq!(transformed(&with(Tie::Zero, [1, 2]), &x), (vec![0, 1], vec![1, 2]));
    assert_eq!(transformed(&with(Tie::Plus, [3, 3]), &x), (vec![0, 0], vec![1, 1]));
    let exact = Crossbar { digitizer: RowDigitizer::Exact, ..Crossbar::new(2) };
    assert_eq!(transformed(&WhtCrossbar::new(exact, 2, SIGNED), &x).0, [1, 5]);
}

#[test]
fn a_tie_repeats_what_was_said_before() {
    let previous = Crossbar { tie: Tie::Previous, ..Crossbar::new(2) };
    let spec = WhtCrossbar::new(previous, 3, SIGNED);
    // Sums of row 0: -1, 0, 1; of row 1: -1, 0, -1.
    assert_eq!(transformed(&spec, &[-4, 0]).0, [-7, -7]);
    assert_eq!(transformed(&spec, &[-3, 2]).0, [4 + 2 - 1, -7 + 4 + 4]);
}

/// The least code of signed magnitude, and the first plane of two's complement.
#[test]
fn planes_are_those_of_their_signs() {
    let exact = |sign| {
        let crossbar = Crossbar { digitizer: RowDigitizer::Exact, ..Crossbar::new(2) };
        WhtCrossbar::new(crossbar, 3, sign)
    };
    assert_eq!(transformed(&exact(SIGNED), &[-8, 7]).0, [0, -14]);
    assert_eq!(transformed(&exact(Sign::TwosComplement), &[-4, 3]).0, [-1, -7]);
    assert_eq!(transformed(&exact(Sign::Unsigned), &[7, 4]).0, [11, 3]);
}

/// `exact` is the product with the matrix, whatever the size: that of every row by parity of `o & i`.
#[test]
fn exact_is_the_definition_for_every_size() {
    let mut rng = fastrand::Rng::with_seed(1);
    for points in [2, 4, 8, 16, 32, 64, 128, 256] {
        for sign in [SIGNED, Sign::TwosComplement, Sign::Unsigned] {
            let crossbar = Crossbar { digitizer: RowDigitizer::Exact, ..Crossbar::new(points) };
            let spec = WhtCrossbar::new(crossbar, 8, sign);
            let format = spec.input();
            let least = if sign == SIGNED { -format.max() } else { format.min() };
            let x: Vec<i64> = (0..points).map(|_| rng.i64(least..=format.max())).collect();
            let row = |row: usize| -> i64 {
                let sign = |at: usize| 1 - 2 * i64::from((row & at).count_ones() % 2);
                x.iter().enumerate().map(|(at, x)| sign(at) * x).sum()
            };
            let expected: Vec<i64> = (0..points).map(row).collect();
            assert_eq!(transformed(&spec, &x).0, expected, "{points} {sign:?}");
        }
    }
}

/// Codes of 3 bits of a count of 0..=8: `full` counts twice the product-sum's units down to -4, `clip` from -4.
#[test]
fn codes_count_from_that_of_no_input() {
    let with = |range| {
        let digitizer = RowDigitizer::Flash(Flash::new(3, range));
        WhtCrossbar::new(Crossbar { digitizer, ..Crossbar::new(4) }, 1, SIGNED)
    };
    let first = |range, x: [i64; 4]| transformed(&with(range), &x).0[0];
    let inputs = [[-1, -1, -1, -1], [0, 0, 0, -1], [0, 0, 0, 0], [1, 1, 1, 0], [1, 1, 1, 1]];
    assert_eq!(inputs.map(|x| first(RangeRule::Full, x)), [-4, -1, 0, 3, 3]);
    assert_eq!(inputs.map(|x| first(RangeRule::Clip, x)), [-4, -1, 0, 3, 3]);
    let window = RangeRule::Window(Window { low: 2, step: 1 });
    assert_eq!(inputs.map(|x| first(window, x)), [-2, -1, 0, 3, 4]);
    let narrow = |x: [i64; 4]| {
        let digitizer = RowDigitizer::Sar(Sar::new(2, RangeRule::Full));
        let crossbar = Crossbar { digitizer, ..Crossbar::new(4) };
        transformed(&WhtCrossbar::new(crossbar, 1, SIGNED), &x).0[0]
    };
    // A unit is two product-sums.
    assert_eq!(inputs.map(narrow), [-2, -1, 0, 1, 1]);
    assert_eq!(with(RangeRule::Full).crossbar.digitizer.unit(4), 1.0);
    assert_eq!(RowDigitizer::Sar(Sar::new(2, RangeRule::Full)).unit(4), 2.0);
}

/// Row 0 is left alone: no threshold, and no stop even where a share of nothing would do.
#[test]
fn the_sum_of_all_inputs_can_be_left_alone() {
    let early_termination = EarlyTermination::Scaled(Scaled { alpha: 0 });
    let crossbar = Crossbar { early_termination, tie: Tie::Zero, ..Crossbar::new(2) };
    let spec = WhtCrossbar {
        thresholds: vec![7, 7],
        dc_bypass: true,
        ..WhtCrossbar::new(crossbar, 3, SIGNED)
    };
    assert_eq!(transformed(&spec, &[1, 0]), (vec![1, 0], vec![3, 1]));
    let spec = WhtCrossbar { dc_bypass: false, thresholds: vec![0, 0], ..spec };
    // Nothing has come in the first plane, and a share of nothing is to come: the result is lost.
    assert_eq!(transformed(&spec, &[1, 0]), (vec![0, 0], vec![1, 1]));
}

/// The table of the five systems' page: N = 16, inputs even over -255..=255.
#[test]
fn planes_and_zeros_of_even_inputs() {
    let mut rng = fastrand::Rng::with_seed(2);
    let inputs: Vec<Vec<i64>> =
        (0..4000).map(|_| (0..16).map(|_| rng.i64(-255..=255)).collect()).collect();
    for (threshold, planes, zeros) in
        [(31, 7.60, 0.10), (127, 6.04, 0.33), (223, 4.83, 0.59), (255, 1.0, 1.0)]
    {
        let spec = WhtCrossbar { thresholds: vec![threshold; 16], ..comparing(16, 8) };
        let fast = Fast::new(&spec).unwrap();
        let (mut taken, mut none) = (0, 0);
        for x in &inputs {
            let (y, planes) = fast.transform(x, true);
            taken += planes.iter().sum::<u32>();
            none += y.iter().filter(|y| **y == 0).count();
        }
        let rows = (inputs.len() * 16) as f64;
        let (taken, none) = (f64::from(taken) / rows, none as f64 / rows);
        assert!((taken - planes).abs() < 0.1, "T = {threshold}: {taken} planes");
        assert!((none - zeros).abs() < 0.01, "T = {threshold}: {none} zeros");
    }
}

#[test]
fn what_is_no_crossbar_is_refused() {
    let fields = |spec: WhtCrossbar| -> Vec<Cow<'static, str>> {
        spec.check().into_iter().map(|error| error.field).collect()
    };
    let on = |crossbar| fields(WhtCrossbar::new(crossbar, 4, SIGNED));
    for points in [0, 1, 3, 12, 257, 512, usize::MAX] {
        assert_eq!(on(Crossbar::new(points)), ["points"], "{points}");
    }
    assert_eq!(fields(comparing(4, 0)), ["bits"]);
    assert_eq!(fields(comparing(4, 17)), ["bits"]);
    assert_eq!(fields(comparing(256, 16)), [""; 0]);
    let thresholds = |thresholds| fields(WhtCrossbar { thresholds, ..comparing(4, 2) });
    assert_eq!(thresholds(vec![0, 1, 2, 3]), [""; 0]);
    assert_eq!(thresholds(vec![0, 1, 2]), ["thresholds"]);
    assert_eq!(thresholds(vec![0, 1, 2, 4]), ["thresholds"]);
    assert_eq!(thresholds(vec![0, 1, 2, -1]), ["thresholds"]);
    let tiles = |tile, rows, switched, order| {
        let stitching = Some(Stitching { tile, rows, switched });
        on(Crossbar { stitching, order, ..Crossbar::new(8) })
    };
    assert_eq!(tiles(4, Some(2), true, RowOrder::Natural), [""; 0]);
    assert_eq!(tiles(8, None, false, RowOrder::Natural), ["tile"]);
    assert_eq!(tiles(3, None, false, RowOrder::Natural), ["tile"]);
    assert_eq!(tiles(4, Some(3), false, RowOrder::Natural), ["rows"]);
    assert_eq!(tiles(4, Some(0), false, RowOrder::Natural), ["rows"]);
    assert_eq!(tiles(4, None, true, RowOrder::Dyadic), ["order"]);
    let digitized = |digitizer, tie| on(Crossbar { digitizer, tie, ..Crossbar::new(4) });
    assert_eq!(digitized(RowDigitizer::Exact, Tie::Zero), ["tie"]);
    let sar = |bits, range| RowDigitizer::Sar(Sar::new(bits, range));
    assert_eq!(digitized(sar(9, RangeRule::Full), Tie::Plus), ["bits"]);
    assert_eq!(digitized(sar(6, RangeRule::Full), Tie::Plus), ["bits"]);
    assert_eq!(digitized(sar(3, RangeRule::Calibrated), Tie::Plus), ["range"]);
    let early_termination = EarlyTermination::Scaled(Scaled { alpha: 257 });
    assert_eq!(on(Crossbar { early_termination, ..Crossbar::new(4) }), ["alpha"]);
}
