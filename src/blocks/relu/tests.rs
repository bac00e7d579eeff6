//! Known answers.

use super::*;
use crate::blocks::Block;
use crate::num::Format;

#[test]
fn negative_lanes_become_zero() {
    let relu = Relu { lanes: 4, input: Format::signed(4) };
    assert_eq!(relu.golden().fire(&[vec![-8, -1, 0, 7]]), [[0, 0, 0, 7]]);
    assert_eq!(relu.output(), Format::unsigned(3));
}
