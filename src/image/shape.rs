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
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}x{}x{}", self.height, self.width, self.channels)
    }
}
