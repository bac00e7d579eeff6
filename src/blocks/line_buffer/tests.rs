//! Known answers.

use super::*;
use crate::blocks::{Block, Kind};
use crate::image::{Padding, Shape, Window};
use crate::num::Format;

fn three_by_three(padding: Padding) -> LineBuffer {
    let image = Shape { height: 3, width: 3, channels: 1 };
    let window = Window { kernel: [2, 2], stride: [1, 1], padding };
    LineBuffer { image, window, format: Format::unsigned(4) }
}

/// What each of the pixels 1, 2, ... gives.
fn windows(block: &LineBuffer) -> Vec<Vec<Vec<i64>>> {
    assert_eq!(block.check(), vec![]);
    let mut golden = block.golden();
    (1..=block.image.pixels() as i64).map(|pixel| golden.fire(&[vec![pixel]])).collect()
}

#[test]
fn windows_by_hand() {
    let given = windows(&three_by_three(Padding::default())).concat();
    assert_eq!(given, [[1, 2, 4, 5], [2, 3, 5, 6], [4, 5, 7, 8], [5, 6, 8, 9]]);
}

#[test]
fn a_window_comes_with_the_last_pixel_before_its_end() {
    let given = windows(&three_by_three(Padding { bottom: 1, right: 1, ..Padding::default() }));
    let counts: Vec<usize> = given.iter().map(Vec::len).collect();
    // The window whose right column is padding comes with the pixel to its left, as those below the last
    // row come with the last pixel.
    assert_eq!(counts, [0, 0, 0, 0, 1, 2, 0, 1, 2 + 3]);
    assert_eq!(given[8][4], [9, 0, 0, 0]);
}

#[test]
fn windows_in_the_padding_alone_are_refused() {
    let block = three_by_three(Padding { left: 2, ..Padding::default() });
    assert_eq!(block.check()[0].field, "window");
    let mut block = three_by_three(Padding::default());
    block.window.kernel = [4, 1];
    assert_eq!(block.check()[0].cause, "the kernel is larger than the image");
}
