//! Known answers.

use super::*;
use crate::blocks::{Block, Kind, StreamType};
use crate::num::Format;

#[test]
fn beats_pass_unchanged() {
    let fifo = Fifo { beat: StreamType::lanes_of(2, Format::signed(3)), depth: 4 };
    assert_eq!(fifo.golden().fire(&[vec![-4, 3]]), [[-4, 3]]);
}

#[test]
fn a_queue_of_nothing_is_refused() {
    let fifo = Fifo { beat: StreamType::lanes_of(1, Format::signed(3)), depth: 0 };
    assert_eq!(fifo.check()[0].field, "depth");
}
