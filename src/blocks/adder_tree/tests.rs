//! Known answers and refusals.

use super::*;
use crate::blocks::{Block, Kind};
use crate::num::Format;

#[test]
fn a_sum_by_hand() {
    let inputs = vec![Format::signed(4), Format::unsigned(3)];
    let tree = AdderTree { lanes: 2, inputs, bias: vec![100, -1] };
    assert_eq!(tree.golden().fire(&[vec![-8, 7], vec![7, 0]]), [[99, 6]]);
    // -8 + 0 - 1 up to 7 + 7 + 100.
    assert_eq!(tree.output(), Format::signed(8));
}

#[test]
fn what_fits_no_format_is_refused() {
    let tree = |lanes, bias: Vec<i64>| AdderTree { lanes, inputs: vec![Format::signed(62)], bias };
    assert_eq!(tree(1, vec![]).check(), vec![]);
    let fields = |tree: AdderTree| tree.check().into_iter().map(|e| e.field).collect::<Vec<_>>();
    assert_eq!(fields(tree(1, vec![1])), ["inputs"]);
    assert_eq!(fields(tree(1, vec![i64::MAX])), ["inputs"]);
    assert_eq!(fields(tree(0, vec![])), ["lanes"]);
    assert_eq!(fields(tree(2, vec![0])), ["bias"]);
}
