//! Known answers.

use super::*;
use crate::blocks::Block;
use crate::num::Format;

#[test]
fn ties_go_to_the_lowest_index() {
    let argmax = Argmax { lanes: 4, input: Format::signed(4) };
    let mut golden = argmax.golden();
    assert_eq!(golden.fire(&[vec![-1, 3, 3, 2]]), [[1]]);
    assert_eq!(golden.fire(&[vec![-8; 4]]), [[0]]);
    assert_eq!(argmax.output(), Format::unsigned(2));
}
