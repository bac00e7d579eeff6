//! Kernels, strides and paddings that differ along the sides, over images of odd sides.

use crate::image::{Padding, Shape, Window};
use crate::num::Format;

use super::LineBuffer;

const NONE: Padding = Padding { top: 0, bottom: 0, left: 0, right: 0 };

fn buffer(
    (height, width, channels): (usize, usize, usize),
    format: Format,
    kernel: [usize; 2],
    stride: [usize; 2],
    padding: Padding,
) -> LineBuffer {
    let image = Shape { height, width, channels };
    LineBuffer { image, window: Window { kernel, stride, padding }, format }
}

pub(super) fn examples() -> Vec<LineBuffer> {
    let (u, s) = (Format::unsigned, Format::signed);
    let around = |zeros| Padding { top: zeros, bottom: zeros, left: zeros, right: zeros };
    vec![
        buffer((5, 6, 2), u(3), [3, 3], [1, 1], around(1)),
        buffer((4, 4, 3), s(4), [2, 2], [2, 2], NONE),
        buffer((3, 5, 1), u(1), [1, 1], [1, 1], NONE),
        buffer((1, 1, 1), u(2), [1, 1], [1, 1], NONE),
        buffer((7, 5, 1), u(4), [2, 3], [3, 2], Padding { top: 1, right: 2, ..NONE }),
        buffer((5, 3, 1), s(3), [5, 3], [1, 1], NONE),
        buffer((6, 1, 2), u(2), [3, 1], [1, 1], Padding { bottom: 2, ..NONE }),
        buffer((4, 1, 1), u(2), [2, 2], [1, 1], around(1)),
        buffer((1, 7, 1), s(2), [1, 4], [1, 2], Padding { left: 3, ..NONE }),
        buffer((5, 4, 1), u(3), [1, 2], [3, 3], Padding { left: 1, ..NONE }),
        buffer((3, 3, 1), u(3), [3, 3], [1, 1], around(2)),
    ]
}

pub(super) fn growing() -> Vec<LineBuffer> {
    [4, 8, 32]
        .map(|side| buffer((side, side, 2), Format::unsigned(4), [3, 3], [1, 1], NONE))
        .to_vec()
}
