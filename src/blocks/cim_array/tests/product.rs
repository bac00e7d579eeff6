//! One matrix: known answers and properties.

use proptest::prelude::*;

use crate::blocks::cim_array::{Array, CimArray, Operator, WeightPlanes};
use crate::blocks::digitizer::Conversion;
use crate::blocks::{Block, Kind};
use crate::num::Format;
use crate::tech::Tech;

fn tile(
    rows: usize,
    weight: &str,
    input: &str,
    digitizer: Conversion,
    weights: Vec<Vec<i64>>,
) -> CimArray {
    let (weight, input) = (weight.parse().unwrap(), input.parse().unwrap());
    let columns = weights.len();
    let array = Array { digitizer, ..Array::new(rows, columns, weight) };
    CimArray::new(array, input, weights)
}

fn multiplication_free(tile: &CimArray) -> CimArray {
    let array = Array { operator: Operator::MultiplicationFree, ..tile.array.clone() };
    CimArray { array, ..tile.clone() }
}

fn fire(tile: &CimArray, x: &[i64]) -> Vec<i64> {
    assert_eq!(tile.check(), vec![]);
    tile.golden().fire(&[x.to_vec()]).remove(0)
}

#[test]
fn a_product_by_hand() {
    let tile = tile(3, "s4", "u4", Conversion::Exact, vec![vec![1, -2, 7], vec![-8, 0, 3]]);
    assert_eq!(fire(&tile, &[15, 1, 2]), [15 - 2 + 14, -120 + 6]);
}

#[test]
fn without_multiplications_by_hand() {
    let free = |x: &[i64], weights: Vec<i64>| {
        let tile = tile(3, "s4", "s4", Conversion::Exact, vec![weights]);
        assert_eq!(multiplication_free(&tile).cycles(0), 8);
        fire(&multiplication_free(&tile), x)
    };
    // 3 and -2: 2 - 3, as signs differ; -8 and -8: -8 - 8; 0 counts for nothing.
    assert_eq!(free(&[3, -8, 0], vec![-2, -8, 7]), [(2 - 3) + (-8 - 8)]);
    assert_eq!(free(&[7, 7, 7], vec![1, 0, -1]), [8 - 6]);
    // -7 + 8, three times.
    assert_eq!(free(&[-8; 3], vec![7; 3]), [3]);
}

#[test]
fn a_multiplication_free_step_digitizes_what_counts_for_and_against() {
    // Four rows count for it and four against, of which one bit tells 1 each.
    let plain = tile(8, "s2", "s2", Conversion::clip(1), vec![vec![1; 8]]);
    let x = [1, 1, 1, 1, -1, -1, -1, 0];
    // Weights: 1 - 1; inputs: 7 magnitudes of 1 on positive weights read as 1.
    assert_eq!(fire(&multiplication_free(&plain), &x), [1]);
}

#[test]
fn clipping_by_hand() {
    // Four ones on one line read as 3 with two bits, in each of the two planes of x = 3.
    let tile = tile(4, "u1", "u2", Conversion::clip(2), vec![vec![1; 4]]);
    assert_eq!(fire(&tile, &[3; 4]), [3 + 2 * 3]);
    let groups = CimArray { array: Array { active_rows: Some(2), ..tile.array.clone() }, ..tile };
    assert_eq!(fire(&groups, &[3; 4]), [4 + 2 * 4]);
}

#[test]
fn cycles_are_planes_times_groups() {
    let mut tile = tile(8, "s2", "u8", Conversion::Exact, vec![vec![1; 8]]);
    assert_eq!(tile.cycles(0), 8);
    tile.array.active_rows = Some(3);
    assert_eq!(tile.cycles(0), 24);
    tile.array.weight_planes = WeightPlanes::Serial;
    assert_eq!(tile.cycles(0), 48);
}

#[test]
fn serial_planes_take_less_area() {
    let parallel = tile(32, "s8", "u4", Conversion::Exact, vec![vec![-43; 32]; 8]);
    let mut serial = parallel.clone();
    serial.array.weight_planes = WeightPlanes::Serial;
    let area = |tile: &CimArray| tile.cost(&Tech::SKY130HD).area.value().unwrap().0;
    assert!(area(&serial) < area(&parallel), "{} {}", area(&serial), area(&parallel));
}

#[test]
fn parameters_out_of_range_are_refused() {
    let good = tile(4, "s4", "u4", Conversion::Exact, vec![vec![1; 4]]);
    let fields =
        |own: CimArray| own.check().into_iter().map(|error| error.field).collect::<Vec<_>>();
    let array = good.array.clone();
    let holding = |input, weights| CimArray::new(array.clone(), input, weights);
    let u4 = Format::unsigned(4);
    assert_eq!(fields(holding(Format::unsigned(9), vec![vec![1; 4]])), ["input"]);
    assert_eq!(fields(holding(u4, vec![vec![9; 4]])), ["weights"]);
    assert_eq!(fields(holding(u4, vec![])), ["weights"]);
    let on = |array| CimArray { array, ..good.clone() };
    assert_eq!(fields(on(Array { rows: 0, ..array.clone() })), ["array.rows", "weights"]);
    let zero = Conversion::clip(0);
    assert_eq!(
        fields(on(Array { digitizer: zero, ..array.clone() })),
        ["array.digitizer.flash.bits"]
    );
    let twice = [&good.contexts[..], &good.contexts[..]].concat();
    let free = CimArray { contexts: twice, ..multiplication_free(&good) };
    assert_eq!(fields(free), ["array.operator"]);
}

proptest! {
    /// With nothing clipped the tile is the matrix product.
    #[test]
    fn exact_is_the_matrix_product(
        weights in proptest::collection::vec(-8i64..8, 12), x in proptest::collection::vec(-4i64..4, 12),
    ) {
        let tile = tile(12, "s4", "s3", Conversion::Exact, vec![weights.clone()]);
        let product: i64 = weights.iter().zip(&x).map(|(w, x)| w * x).sum();
        prop_assert_eq!(fire(&tile, &x), vec![product]);
        prop_assert!(tile.output().contains(product));
    }

    /// The operator as the paper has it.
    #[test]
    fn exact_is_the_multiplication_free_operator(
        weights in proptest::collection::vec(-8i64..8, 12), x in proptest::collection::vec(-4i64..4, 12),
        active in 1usize..=12,
    ) {
        let plain = tile(12, "s4", "s3", Conversion::Exact, vec![weights.clone()]);
        let mut free = multiplication_free(&plain);
        free.array.active_rows = Some(active);
        let sum: i64 = weights.iter().zip(&x).map(|(w, x)| x.signum() * w.abs() + w.signum() * x.abs()).sum();
        prop_assert_eq!(fire(&free, &x), vec![sum]);
        prop_assert!(free.output().contains(sum));
    }

    /// Rows beyond the matrix hold zero: an array that is larger changes no value.
    #[test]
    fn unused_rows_are_silent(x in proptest::collection::vec(0i64..16, 5)) {
        let small = tile(5, "s3", "u4", Conversion::clip(2), vec![vec![3, -4, 1, 2, -1]]);
        let large = tile(9, "s3", "u4", Conversion::clip(2), small.contexts[0].weights.clone());
        let mut padded = x.clone();
        padded.extend([15; 4]);
        prop_assert_eq!(fire(&small, &x), fire(&large, &padded));
    }
}
