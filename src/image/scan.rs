//! The way of a window over an image.

use serde::Serialize;

use super::{Padding, Shape, Window};

/// A window and the image that it moves over: row by row, from the top left corner of the padded image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Scan {
    /// The image.
    pub image: Shape,
    /// What moves over it.
    pub window: Window,
}

impl Scan {
    /// Positions of the window, as rows and columns of them: `floor((side + padding - kernel) / stride)
    /// + 1` along each side, 0 where the kernel is larger than the padded image.
    pub fn output(&self) -> (usize, usize) {
        let Window { kernel, stride, .. } = self.window;
        let along = |side: usize, axis: usize| {
            side.checked_sub(kernel[axis]).map_or(0, |rest| rest / stride[axis] + 1)
        };
        let (rows, columns) = self.padded();
        (along(rows, 0), along(columns, 1))
    }

    /// Every position of the window, row by row: its row and column among them.
    pub fn places(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        let (rows, columns) = self.output();
        (0..rows).flat_map(move |row| (0..columns).map(move |column| (row, column)))
    }

    /// Pixels of the padded image.
    pub fn positions(&self) -> usize {
        let (rows, columns) = self.padded();
        rows * columns
    }

    /// The number of the pixel at `place` of the padded image, counted row by row; `None` in the padding.
    pub fn pixel_at(&self, place: usize) -> Option<usize> {
        let Self { image, window: Window { padding, .. } } = self;
        let (_, columns) = self.padded();
        let row = within(place / columns, padding.top, image.height)?;
        let column = within(place % columns, padding.left, image.width)?;
        Some(row * image.width + column)
    }

    /// The number of the window, row by row, whose last pixel is at `place` of the padded image.
    pub fn ends_at(&self, place: usize) -> Option<usize> {
        let Window { kernel, stride, .. } = self.window;
        let (_, columns) = self.padded();
        let (rows_out, columns_out) = self.output();
        let along = |at: usize, axis: usize, count: usize| {
            let begin = (at + 1).checked_sub(kernel[axis])?;
            let number = begin / stride[axis];
            (begin % stride[axis] == 0 && number < count).then_some(number)
        };
        let row = along(place / columns, 0, rows_out)?;
        Some(row * columns_out + along(place % columns, 1, columns_out)?)
    }

    /// Whether pixels of the image come behind all that are under the last window.
    pub fn leaves_end_out(&self) -> bool {
        let Self { image, window: Window { kernel, stride, padding } } = self;
        let (rows, columns) = self.output();
        let last = |count: usize, axis: usize| {
            count.checked_sub(1).map(|before| before * stride[axis] + kernel[axis] - 1)
        };
        let seen = last(rows, 0).zip(last(columns, 1));
        let end = (padding.top + image.height, padding.left + image.width);
        seen.is_none_or(|seen| seen < (end.0.saturating_sub(1), end.1.saturating_sub(1)))
    }

    fn padded(&self) -> (usize, usize) {
        let Padding { top, bottom, left, right } = self.window.padding;
        (self.image.height + top + bottom, self.image.width + left + right)
    }

    /// The pixels under the window at a position, row by row: the number of each in the image, or
    /// `None` in the padding.
    pub fn taps(
        &self,
        (row, column): (usize, usize),
    ) -> impl Iterator<Item = Option<usize>> + use<> {
        let Self { image, window: Window { kernel: [height, width], stride, padding } } = *self;
        (0..height * width).map(move |tap| {
            let y = within(row * stride[0] + tap / width, padding.top, image.height)?;
            let x = within(column * stride[1] + tap % width, padding.left, image.width)?;
            Some(y * image.width + x)
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
    use crate::image::Padding;

    const IMAGE: Shape = Shape { height: 5, width: 8, channels: 3 };

    #[test]
    fn ends_of_images_by_hand() {
        let out = |kernel, stride, bottom, right| {
            let padding = Padding { bottom, right, ..Padding::default() };
            Window { kernel, stride, padding }.over(IMAGE).leaves_end_out()
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
        let at = |kernel, stride, padding| Window { kernel, stride, padding }.over(IMAGE).output();
        let none = Padding::default();
        assert_eq!(at([3, 3], [1, 1], none), (3, 6));
        assert_eq!(at([2, 2], [2, 2], none), (2, 4));
        assert_eq!(at([6, 2], [1, 3], none), (0, 3));
        assert_eq!(at([6, 2], [1, 1], Padding { bottom: 1, right: 2, ..none }), (1, 9));
    }

    #[test]
    fn taps_by_hand() {
        let padding = Padding { top: 1, left: 1, ..Padding::default() };
        let window = Window { kernel: [2, 2], stride: [2, 3], padding };
        let taps = |at| window.over(IMAGE).taps(at).collect::<Vec<_>>();
        assert_eq!(taps((0, 0)), [None, None, None, Some(0)]);
        assert_eq!(taps((0, 1)), [None, None, Some(2), Some(3)]);
        assert_eq!(taps((1, 2)), [Some(13), Some(14), Some(21), Some(22)]);
    }

    #[test]
    fn places_by_hand() {
        let padding = Padding { top: 1, right: 1, ..Padding::default() };
        let window = Window { kernel: [2, 2], stride: [2, 3], padding };
        let scan = window.over(Shape { height: 3, width: 4, channels: 1 });
        assert_eq!(scan.positions(), 4 * 5);
        assert_eq!([0, 4, 5, 8, 9].map(|at| scan.pixel_at(at)), {
            [None, None, Some(0), Some(3), None]
        });
        let ends: Vec<_> = (0..20).filter(|at| scan.ends_at(*at).is_some()).collect();
        // Windows begin at rows 0 and 2 and columns 0 and 3.
        assert_eq!(ends, [6, 9, 16, 19]);
        assert_eq!(scan.ends_at(16), Some(2));
    }
}
