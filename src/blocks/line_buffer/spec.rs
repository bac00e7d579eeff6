//! Parameters of the line buffer.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::blocks::SpecError;
use crate::image::{Scan, Shape, Window};
use crate::num::Format;

/// Pixels in, windows out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LineBuffer {
    /// The image.
    pub image: Shape,
    /// How the window moves over it. Less padding on each side than the kernel is long.
    pub window: Window,
    /// Format of a channel.
    pub format: Format,
}

impl LineBuffer {
    /// Largest side of an image or a kernel.
    pub const MAX_SIDE: usize = SpecError::MAX_LANES;

    /// The way of the window.
    pub fn scan(&self) -> Scan {
        self.window.over(self.image)
    }

    /// Lanes of a window.
    pub fn lanes(&self) -> usize {
        self.window.pixels() * self.image.channels
    }

    /// Bits of a pixel.
    pub(super) fn pixel(&self) -> u32 {
        self.image.channels as u32 * self.format.bits()
    }
}
