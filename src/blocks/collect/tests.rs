//! Known answers.

use super::*;
use crate::blocks::Block;
use crate::num::Format;

#[test]
fn three_beats_make_one() {
    let block = Collect { beats: 3, lanes: 2, format: Format::signed(4) };
    let mut golden = block.golden();
    assert!(golden.fire(&[vec![1, 2]]).is_empty());
    assert!(golden.fire(&[vec![3, 4]]).is_empty());
    assert_eq!(golden.fire(&[vec![5, -6]]), [[1, 2, 3, 4, 5, -6]]);
    assert!(golden.fire(&[vec![7, 7]]).is_empty());
}
