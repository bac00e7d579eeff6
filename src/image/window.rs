//! How a window moves over an image.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Scan, Shape};

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
    /// The window on its way over an image.
    pub fn over(self, image: Shape) -> Scan {
        Scan { image, window: self }
    }

    /// Whether it is one pixel that moves over all of them.
    pub fn is_pixel(&self) -> bool {
        *self == Self { kernel: [1, 1], stride: [1, 1], padding: Padding::default() }
    }

    /// Pixels of one position, at most.
    pub fn pixels(&self) -> usize {
        self.kernel[0] * self.kernel[1]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const IMAGE: Shape = Shape { height: 5, width: 8, channels: 3 };

    #[test]
    fn same_padding_keeps_the_image() {
        let padding = Padding::same(IMAGE, [3, 3], [1, 1]);
        assert_eq!(padding, Padding { top: 1, bottom: 1, left: 1, right: 1 });
        // 4 rows need 3 zeros; 4 positions by 2 columns need 1.
        let padding = Padding::same(IMAGE, [4, 3], [1, 2]);
        assert_eq!(padding, Padding { top: 1, bottom: 2, left: 0, right: 1 });
        assert_eq!(Window { kernel: [4, 3], stride: [1, 2], padding }.over(IMAGE).output(), (5, 4));
        // Strides beyond the kernel leave pixels out and need no zeros.
        assert_eq!(Padding::same(IMAGE, [1, 1], [3, 3]), Padding::default());
    }
}
