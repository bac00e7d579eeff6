//! Ranges and constants by hand.

use crate::network::ranges::ActivationRange;
use crate::network::requantization::Scaling;
use crate::network::scaling::{self, Grid, Worth};
use crate::num::Format;

const U4: Format = Format::unsigned(4);
const SUMS: std::ops::RangeInclusive<i64> = -1000..=1000;

fn worth(outputs: &[(f64, f64)]) -> Vec<Worth> {
    outputs.iter().map(|(unit, bias)| Worth { unit: *unit, bias: *bias }).collect()
}

fn lane(multiplier: i64, bias: i64, shift: u32) -> Scaling {
    Scaling { multiplier, bias, shift }
}

fn range(samples: &[&[f64]], output: Format, relu: bool) -> ActivationRange {
    ActivationRange::of(samples.iter().map(|sample| sample.to_vec()), (output, relu))
}

#[test]
fn ranges_cover_what_survives() {
    let values: Vec<f64> = (1..=1000).map(f64::from).collect();
    // 99.9 % of 1,000 values are at most 999.
    assert_eq!(range(&[&values], U4, false).scale, Some(999.0 / 15.0));
    // Zeros, and what is cut off, say nothing of the rest.
    let mut rare = vec![0.0; 5000];
    rare.extend([-90.0, 3.0, 30.0]);
    assert_eq!(range(&[&rare], U4, true).scale, Some(2.0));
    assert_eq!(range(&[&rare], Format::signed(4), true).scale, Some(30.0 / 7.0));
    assert_eq!(range(&[&rare], Format::signed(4), false).scale, Some(90.0 / 7.0));
    let none = range(&[&[0.0, -1.0], &[]], U4, false);
    assert_eq!((none.scale, none.samples), (None, 0));
    assert_eq!(range(&[&[0.0], &[1.0], &[0.0, 2.0, 3.0]], U4, false).samples, 2);
}

#[test]
fn lanes_have_constants_of_their_own() {
    let outputs = worth(&[(0.5, 0.0), (0.3, 1.25), (0.0, 6.5), (1e-12, -2.0), (1e9, 0.0)]);
    let narrowed = scaling::narrowing(&outputs, 1.0, (U4, false), &SUMS);
    let third = (0.3 * f64::from(1 << 16)).round() as i64;
    let lanes = [
        lane(1, 0, 1),
        // Of 39,322 and 17 bits, the last is 0.
        lane(third, 5 << 14, 16),
        lane(0, 7, 0),
        lane(141, -2 << 47, 47),
        // One unit of the sum saturates.
        lane(65535, 0, 0),
    ];
    assert_eq!(narrowed.lanes, lanes);
    assert_eq!(narrowed.apply(&[3, 4, 99, 99, 1]), [2, 2, 7, 0, 15]);
}

#[test]
fn biases_without_end_saturate() {
    let outputs = worth(&[(0.5, 1e300), (0.5, -1e300), (0.0, 1e300)]);
    let narrowed = scaling::narrowing(&outputs, 1.0, (U4, false), &SUMS);
    for sum in [-1000, 0, 1000] {
        assert_eq!(narrowed.apply(&[sum; 3]), [15, 0, 15]);
    }
}

#[test]
fn wide_results_have_the_unit_of_the_coarsest_output() {
    let (common, unit) = scaling::common(&worth(&[(0.5, 0.0), (0.25, 0.0)]), false, &SUMS).unwrap();
    assert_eq!((common.lanes, unit), (vec![lane(1, 0, 0), lane(1, 0, 1)], 0.5));
    assert_eq!(common.output, Format::signed(11));
    // Outputs without weights do not count.
    let outputs = worth(&[(0.0, 0.49), (0.004, 0.0)]);
    let (common, unit) = scaling::common(&outputs, true, &SUMS).unwrap();
    assert_eq!((common.apply(&[0, 7]), unit), (vec![123, 7], 0.004));
    // Constants alone are as fine as biases are elsewhere.
    let (common, unit) = scaling::common(&worth(&[(0.0, -3.0), (0.0, 1.5)]), false, &SUMS).unwrap();
    assert_eq!((common.apply(&[1, 1]), unit), (vec![-(1 << 15), 1 << 14], 3.0 / 32768.0));
    assert!(scaling::common(&worth(&[(1e-300, 1.0)]), false, &SUMS).is_none());
}

#[test]
fn compared_results_are_exact_products() {
    // Equal units without biases need no factor.
    let outputs = worth(&[(0.7, 0.0), (0.7, 0.0), (0.0, 0.0)]);
    let grid = Grid::of(&outputs, &SUMS).unwrap();
    let made = grid.requantization(&outputs, false, &SUMS).unwrap();
    assert_eq!(made.lanes, [lane(1, 0, 0), lane(1, 0, 0), lane(0, 0, 0)]);
    // Units are rounded to 16 bits, biases to a fraction of that.
    let outputs = worth(&[(1.0, 0.25), (1.0 / 3.0, 0.0), (1e-6, -1.0)]);
    let grid = Grid::of(&outputs, &SUMS).unwrap();
    for (unit, real) in grid.units().iter().zip([1.0, 1.0 / 3.0, 1e-6]) {
        assert!((unit / real - 1.0).abs() < 1.0 / 65535.0, "{unit}");
    }
    let made = grid.requantization(&outputs, false, &SUMS).unwrap();
    let given = made.apply(&[-7, 999, 500]);
    for (given, real) in given.iter().zip([-6.75, 999.0 * grid.units()[1], -0.9995]) {
        assert!((*given as f64 * grid.unit() - real).abs() < 1e-6, "{given} {real}");
    }
    assert!(Grid::of(&worth(&[(1e-30, 1.0)]), &SUMS).is_none());
}
