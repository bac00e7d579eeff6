//! Known answers of the quantizers, and the digits.

use proptest::prelude::*;

use crate::blocks::cim_tile::{Array, Digitizer, Storage};
use crate::num::Format;

use super::evaluate::digitized;
use super::{calibrate, weights};

#[test]
fn weights_by_hand() {
    let s4 = weights::quantized(&[0.7, -0.34, 0.04, -0.7], Format::signed(4));
    assert_eq!(s4.codes, [7, -3, 0, -7]);
    assert!((s4.scale - 0.1).abs() < 1e-12);
    let binary = weights::quantized(&[0.9, 0.4, -3.0, 0.5], Format::unsigned(1));
    assert_eq!(binary.codes, [1, 0, 0, 1]);
    assert_eq!(weights::quantized(&[0.0, 0.0], Format::signed(4)).scale, 1.0);
    assert_eq!(weights::quantized(&[5e-324, 0.0], Format::signed(4)).scale, 1.0);
}

#[test]
fn ranges_and_constants_by_hand() {
    let mut values: Vec<f64> = (1..=1000).map(f64::from).collect();
    // 99.9 % of 1,000 values are at most 999.
    assert_eq!(calibrate::output_scale(&mut values, Format::unsigned(4)), 999.0 / 15.0);
    assert_eq!(calibrate::output_scale(&mut [], Format::unsigned(4)), 1.0);
    let to_codes = calibrate::narrowing(&[0.5, 0.25], 1.0, Format::unsigned(4));
    // 0.5 * 2^17 would need 17 bits.
    assert_eq!((to_codes.multipliers, to_codes.shift), (vec![32768, 16384], 16));
    let (common, unit) = calibrate::common(&[0.5, 0.25], Format::signed(9));
    assert_eq!((common.multipliers, common.shift, unit), (vec![32768, 16384], 15, 0.5));
}

proptest! {
    /// Planes of exact counts make up the product, so the short way of `Exact` is the long one.
    #[test]
    fn exact_planes_make_the_product(
        pairs in proptest::collection::vec((-8i64..8, 0i64..16), 1..40),
    ) {
        let (weights, input): (Vec<i64>, Vec<i64>) = pairs.into_iter().unzip();
        let array = Array {
            rows: 64,
            columns: 1,
            weight: Format::signed(4),
            storage: Storage::Rom,
            digitizer: Digitizer::Exact,
            active_rows: None,
        };
        let product: i64 = weights.iter().zip(&input).map(|(weight, code)| weight * code).sum();
        prop_assert_eq!(digitized(&array, &weights, &input, Format::unsigned(4)), product);
    }
}
