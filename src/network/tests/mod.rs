//! Known answers of the quantizers.

mod convolution;
mod digits;
mod doubts;
mod parameters;
mod pooling;
mod samples;
mod scales;

use proptest::prelude::*;

use crate::blocks::cim_array::Array;
use crate::blocks::digitizer::Conversion;
use crate::design::{HardwareSection, WeightScale};
use crate::num::Format;

use super::evaluate::counts;
use super::{Layer, Network, Shape, weights};

/// Scales and codes of some outputs' weights.
fn quantized(rows: &[Vec<f64>], format: Format, rule: WeightScale) -> Vec<(f64, Vec<i64>)> {
    let scales = weights::scales(rows, format, rule);
    let rows = rows.iter().zip(scales);
    rows.map(|(row, scale)| (scale, weights::codes(row, scale, format))).collect()
}

#[test]
fn weights_by_hand() {
    let one = |weights: &[f64], format| {
        quantized(&[weights.to_vec()], format, WeightScale::PerChannel).remove(0)
    };
    let (scale, codes) = one(&[0.7, -0.34, 0.04, -0.7], Format::signed(4));
    assert_eq!(codes, [7, -3, 0, -7]);
    assert!((scale - 0.1).abs() < 1e-12);
    assert_eq!(one(&[0.9, 0.4, -3.0, 0.5], Format::unsigned(1)).1, [1, 0, 0, 1]);
    assert_eq!(one(&[0.0, 0.0], Format::signed(4)), (0.0, vec![0, 0]));
    assert_eq!(one(&[5e-324, 0.0], Format::signed(4)), (0.0, vec![0, 0]));
}

#[test]
fn scales_of_outputs_and_of_tensors() {
    let rows = [vec![0.74, -0.08], vec![-1.4, 0.42], vec![0.0, 0.0]];
    let codes = |rule| -> Vec<Vec<i64>> {
        quantized(&rows, Format::signed(4), rule).into_iter().map(|(_, codes)| codes).collect()
    };
    assert_eq!(codes(WeightScale::PerChannel), [[7, -1], [-7, 2], [0, 0]]);
    // One code is worth 0.2 everywhere.
    assert_eq!(codes(WeightScale::PerTensor), [[4, 0], [-7, 2], [0, 0]]);
}

/// An array of 4-bit weights.
pub(super) fn array(rows: usize, digitizer: Conversion) -> Array {
    Array { digitizer, ..Array::new(rows, 16, Format::signed(4)) }
}

/// A network of `layers` that takes codes of `u4`.
fn network(lanes: usize, layers: Vec<Layer>, array: Array) -> Network {
    let hardware = HardwareSection::from([("main", array)]);
    Network { input: Format::unsigned(4), lanes, input_scale: 1.0, hardware, layers }
}

/// An image with one channel.
fn gray(height: usize, width: usize) -> Shape {
    Shape { height, width, channels: 1 }
}

proptest! {
    /// Planes of exact counts make up the product, so the short way of `Exact` is the long one.
    #[test]
    fn exact_planes_make_the_product(
        pairs in proptest::collection::vec((-8i64..8, 0i64..16), 1..40),
    ) {
        let (weights, input): (Vec<i64>, Vec<i64>) = pairs.into_iter().unzip();
        let array = array(64, Conversion::Exact);
        let product: i64 = weights.iter().zip(&input).map(|(weight, code)| weight * code).sum();
        let mut sum = 0;
        counts(&array, &weights, &input, Format::unsigned(4), |worth, count| {
            sum += worth * count as i64;
        });
        prop_assert_eq!(sum, product);
    }
}
