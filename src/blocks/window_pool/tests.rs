//! Known answers.

use super::*;
use crate::blocks::Block;
use crate::num::Format;

#[test]
fn channels_are_pooled_by_themselves() {
    let mut block =
        WindowPool { pixels: 3, channels: 2, input: Format::signed(4), pooling: Pooling::Max };
    let x = vec![-8, 3, -2, 7, -5, -1];
    assert_eq!(block.golden().fire(std::slice::from_ref(&x)), [[-2, 7]]);
    block.pooling = Pooling::Sum;
    assert_eq!(block.golden().fire(&[x]), [[-15, 9]]);
    assert_eq!(block.output(), Format::signed(6));
}
