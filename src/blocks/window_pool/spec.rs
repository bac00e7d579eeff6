//! Parameters of pooling.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::num::{Format, covering};

/// Makes one pixel of a window's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WindowPool {
    /// Pixels of a window, 1..=65536.
    pub pixels: usize,
    /// Channels of each.
    pub channels: usize,
    /// Format of the lanes that come in, up to 32 bits; an integer for sums.
    pub input: Format,
    /// What becomes of the pixels.
    pub pooling: Pooling,
}

/// What becomes of the pixels of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Pooling {
    /// The greatest.
    Max,
    /// Their sum.
    Sum,
}

impl WindowPool {
    /// Format of what comes out.
    pub fn output(&self) -> Format {
        let pixels = self.pixels as i64;
        match self.pooling {
            Pooling::Max => self.input,
            // At most 2^16 pixels of 2^32.
            Pooling::Sum => covering(self.input.min() * pixels, self.input.max() * pixels)
                .unwrap_or(Format::signed(Format::MAX_BITS)),
        }
    }
}
