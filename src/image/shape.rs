//! Sides of an image.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Sides of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Shape {
    /// Rows.
    pub height: usize,
    /// Columns.
    pub width: usize,
    /// Numbers a pixel.
    pub channels: usize,
}

impl Shape {
    /// Rows times columns.
    pub fn pixels(self) -> usize {
        self.height.saturating_mul(self.width)
    }

    /// Numbers of the image. Sides beyond counting give the greatest number there is.
    pub fn lanes(self) -> usize {
        self.pixels().saturating_mul(self.channels)
    }

    /// Numbers in the order row, column, channel brought to the order channel, row, column.
    pub fn channels_first<T: Copy>(self, numbers: &[T]) -> Vec<T> {
        turned(numbers, self.pixels(), self.channels)
    }

    /// Numbers in the order channel, row, column brought to the order row, column, channel.
    pub fn channels_last<T: Copy>(self, numbers: &[T]) -> Vec<T> {
        turned(numbers, self.channels, self.pixels())
    }
}

/// The transpose of a matrix of so many rows and columns, row by row.
fn turned<T: Copy>(numbers: &[T], rows: usize, columns: usize) -> Vec<T> {
    let column = |at: usize| numbers.iter().skip(at).step_by(columns.max(1)).take(rows).copied();
    (0..columns).flat_map(column).collect()
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}x{}x{}", self.height, self.width, self.channels)
    }
}

#[cfg(test)]
mod tests {
    use super::Shape;

    #[test]
    fn orders_by_hand() {
        let shape = Shape { height: 1, width: 3, channels: 2 };
        // Pixels (1, 10), (2, 20), (3, 30).
        let (last, first) = ([1, 10, 2, 20, 3, 30], [1, 2, 3, 10, 20, 30]);
        assert_eq!(shape.channels_first(&last), first);
        assert_eq!(shape.channels_last(&first), last);
    }
}
