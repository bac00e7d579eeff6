//! How a window moves over an image.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Shape;

/// Rows and columns of zeros around an image.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Padding {
    /// Rows above.
    #[serde(default)]
    pub top: usize,
    /// Rows below.
    #[serde(default)]
    pub bottom: usize,
    /// Columns to the left.
    #[serde(default)]
    pub left: usize,
    /// Columns to the right.
    #[serde(default)]
    pub right: usize,
}

/// How a window moves over an image: row by row, from the top left corner of the padded image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// Rows and columns of the window; at least 1.
    pub kernel: [usize; 2],
    /// Rows and columns from one position to the next; at least 1.
    pub stride: [usize; 2],
    /// Zeros around the image.
    pub padding: Padding,
}

impl Padding {
    /// The least padding with which the window, moving by `stride`, has `ceil(side / stride)` positions
    /// along each side of an image; where it cannot be even, there is one zero more at the bottom and
    /// at the right. (TensorFlow's `SAME`; PyTorch's `same` where strides are 1.)
    pub fn same(input: Shape, kernel: [usize; 2], stride: [usize; 2]) -> Self {
        let along = |side: usize, axis: usize| {
            let covered =
                (side.div_ceil(stride[axis]).saturating_sub(1)) * stride[axis] + kernel[axis];
            let zeros = covered.saturating_sub(side);
            (zeros / 2, zeros - zeros / 2)
        };
        let ((top, bottom), (left, right)) = (along(input.height, 0), along(input.width, 1));
        Self { top, bottom, left, right }
    }
}

impl Window {
    /// Positions of the window, as rows and columns of them: `floor((side + padding - kernel) / stride)
    /// + 1` along each side, 0 where the kernel is larger than the padded image.
    pub fn output(&self, input: Shape) -> (usize, usize) {
        let along = |side: usize, axis: usize| {
            side.checked_sub(self.kernel[axis]).map_or(0, |rest| rest / self.stride[axis] + 1)
        };
        let (rows, columns) = self.padded(input);
        (along(rows, 0), along(columns, 1))
    }

    /// Whether it is one pixel that moves over all of them.
    pub fn is_pixel(&self) -> bool {
        *self == Self { kernel: [1, 1], stride: [1, 1], padding: Padding::default() }
    }

    /// Pixels of one position, at most.
    pub fn pixels(&self) -> usize {
        self.kernel[0] * self.kernel[1]
    }

    /// Pixels of the padded image.
    pub fn positions(&self, input: Shape) -> usize {
        let (rows, columns) = self.padded(input);
        rows * columns
    }

    /// The number of the pixel at `place` of the padded image, counted row by row; `None` in the padding.
    pub fn pixel_at(&self, input: Shape, place: usize) -> Option<usize> {
        let (_, columns) = self.padded(input);
        let row = within(place / columns, self.padding.top, input.height)?;
        let column = within(place % columns, self.padding.left, input.width)?;
        Some(row * input.width + column)
    }

    /// The number of the window, row by row, whose last pixel is at `place` of the padded image.
    pub fn ends_at(&self, input: Shape, place: usize) -> Option<usize> {
        let (_, columns) = self.padded(input);
        let (rows_out, columns_out) = self.output(input);
        let along = |at: usize, axis: usize, count: usize| {
            let begin = (at + 1).checked_sub(self.kernel[axis])?;
            let number = begin / self.stride[axis];
            (begin % self.stride[axis] == 0 && number < count).then_some(number)
        };
        let row = along(place / columns, 0, rows_out)?;
        Some(row * columns_out + along(place % columns, 1, columns_out)?)
    }

    /// Whether pixels of the image come behind all that are under the last window.
    pub fn leaves_end_out(&self, input: Shape) -> bool {
        let (rows, columns) = self.output(input);
        let last = |count: usize, axis: usize| {
            count.checked_sub(1).map(|before| before * self.stride[axis] + self.kernel[axis] - 1)
        };
        let seen = last(rows, 0).zip(last(columns, 1));
        let end = (self.padding.top + input.height, self.padding.left + input.width);
        seen.is_none_or(|seen| seen < (end.0.saturating_sub(1), end.1.saturating_sub(1)))
    }

    fn padded(&self, input: Shape) -> (usize, usize) {
        let Padding { top, bottom, left, right } = self.padding;
        (input.height + top + bottom, input.width + left + right)
    }

    /// The pixels under the window at a position, row by row: the number of each in the image, or
    /// `None` in the padding.
    pub fn taps(
        &self,
        input: Shape,
        (row, column): (usize, usize),
    ) -> impl Iterator<Item = Option<usize>> {
        let Self { kernel: [height, width], stride, padding } = *self;
        (0..height * width).map(move |tap| {
            let y = within(row * stride[0] + tap / width, padding.top, input.height)?;
            let x = within(column * stride[1] + tap % width, padding.left, input.width)?;
            Some(y * input.width + x)
        })
    }
}

/// A place along a padded side as one along the side, unless it is in the padding.
fn within(at: usize, before: usize, side: usize) -> Option<usize> {
    at.checked_sub(before).filter(|at| *at < side)
}

#[cfg(test)]
mod tests {
    use super::*;

    const IMAGE: Shape = Shape { height: 5, width: 8, channels: 3 };

    #[test]
    fn ends_of_images_by_hand() {
        let out = |kernel, stride, bottom, right| {
            let padding = Padding { bottom, right, ..Padding::default() };
            Window { kernel, stride, padding }.leaves_end_out(IMAGE)
        };
        assert!(!out([2, 2], [1, 1], 0, 0), "every pixel is seen");
        assert!(out([2, 2], [2, 2], 0, 0), "the fifth row is not");
        assert!(!out([2, 2], [2, 2], 1, 0), "but is with a row of zeros below");
        assert!(out([5, 3], [1, 3], 0, 0), "the last two columns are not");
        assert!(out([3, 3], [2, 3], 0, 0), "nor are they, where all rows are");
        assert!(!out([5, 3], [1, 3], 0, 1), "but are with a column of zeros");
        assert!(out([6, 2], [1, 1], 0, 0), "there is no window");
    }

    #[test]
    fn positions_by_hand() {
        let at = |kernel, stride, padding| Window { kernel, stride, padding }.output(IMAGE);
        let none = Padding::default();
        assert_eq!(at([3, 3], [1, 1], none), (3, 6));
        assert_eq!(at([2, 2], [2, 2], none), (2, 4));
        assert_eq!(at([6, 2], [1, 3], none), (0, 3));
        assert_eq!(at([6, 2], [1, 1], Padding { bottom: 1, right: 2, ..none }), (1, 9));
    }

    #[test]
    fn same_padding_keeps_the_image() {
        let padding = Padding::same(IMAGE, [3, 3], [1, 1]);
        assert_eq!(padding, Padding { top: 1, bottom: 1, left: 1, right: 1 });
        // 4 rows need 3 zeros; 4 positions by 2 columns need 1.
        let padding = Padding::same(IMAGE, [4, 3], [1, 2]);
        assert_eq!(padding, Padding { top: 1, bottom: 2, left: 0, right: 1 });
        assert_eq!(Window { kernel: [4, 3], stride: [1, 2], padding }.output(IMAGE), (5, 4));
        // Strides beyond the kernel leave pixels out and need no zeros.
        assert_eq!(Padding::same(IMAGE, [1, 1], [3, 3]), Padding::default());
    }

    #[test]
    fn taps_by_hand() {
        let padding = Padding { top: 1, left: 1, ..Padding::default() };
        let window = Window { kernel: [2, 2], stride: [2, 3], padding };
        let taps = |at| window.taps(IMAGE, at).collect::<Vec<_>>();
        assert_eq!(taps((0, 0)), [None, None, None, Some(0)]);
        assert_eq!(taps((0, 1)), [None, None, Some(2), Some(3)]);
        assert_eq!(taps((1, 2)), [Some(13), Some(14), Some(21), Some(22)]);
    }

    #[test]
    fn places_by_hand() {
        let padding = Padding { top: 1, right: 1, ..Padding::default() };
        let window = Window { kernel: [2, 2], stride: [2, 3], padding };
        let image = Shape { height: 3, width: 4, channels: 1 };
        assert_eq!(window.positions(image), 4 * 5);
        assert_eq!([0, 4, 5, 8, 9].map(|at| window.pixel_at(image, at)), {
            [None, None, Some(0), Some(3), None]
        });
        let ends: Vec<_> = (0..20).filter(|at| window.ends_at(image, *at).is_some()).collect();
        // Windows begin at rows 0 and 2 and columns 0 and 3.
        assert_eq!(ends, [6, 9, 16, 19]);
        assert_eq!(window.ends_at(image, 16), Some(2));
    }
}
