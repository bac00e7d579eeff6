//! Shapes of images and the windows that move over them. Knows nothing of layers or hardware.
//!
//! An image is a list of numbers in the order row, column, channel, the channel last: the channels of
//! one pixel stand side by side.

mod scan;
mod shape;
mod window;

pub use scan::Scan;
pub use shape::Shape;
pub use window::{Padding, Window};
