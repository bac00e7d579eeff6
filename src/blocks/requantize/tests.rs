//! Known answers and refusals.

use super::*;
use crate::blocks::{Block, Kind};
use crate::num::Format;

#[test]
fn rounding_and_saturation_by_hand() {
    let block = Requantize {
        input: Format::signed(8),
        multipliers: vec![3, 3, 3, 3],
        shift: 2,
        output: Format::unsigned(4),
    };
    // 3 * 2 / 4 = 1.5 goes up; 3 * -2 / 4 = -1.5 saturates; 3 * 20 / 4 = 15; 3 * 21 / 4 > 15.
    assert_eq!(block.golden().fire(&[vec![2, -2, 20, 21]]), [[2, 0, 15, 15]]);
}

#[test]
fn parameters_out_of_range_are_refused() {
    let good = Requantize::examples().remove(1);
    let fields = |block: Requantize| block.check().iter().map(|e| e.field).collect::<Vec<_>>();
    assert_eq!(fields(Requantize { multipliers: vec![], ..good.clone() }), ["multipliers"]);
    assert_eq!(fields(Requantize { multipliers: vec![-1], ..good.clone() }), ["multipliers"]);
    assert_eq!(fields(Requantize { shift: 48, ..good.clone() }), ["shift"]);
    assert_eq!(fields(Requantize { input: Format::signed(60), ..good }), ["multipliers"]);
}
