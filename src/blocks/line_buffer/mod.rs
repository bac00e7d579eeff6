//! The windows of an image that comes pixel by pixel.
//!
//! # What it computes
//!
//! For every position of the window, row by row, the pixels under it, row by row, each with its channels
//! side by side; 0 in the padding.
//!
//! # Ports and timing
//!
//! ```text
//!            +------------+  column   +------------------+
//!  x_t* ---> | lines      |---------->| window, shifts   |---> y_t*
//!            | above      |           | by one column    |
//!            +------------+           +------------------+
//!                 ^  kernel rows - 1, written as they are read
//! ```
//! It walks over the padded image, a position a cycle: where the image is, it waits for the pixel; in the
//! padding it goes on by itself. A window is offered in the cycle after its last position, and nothing
//! moves until it is taken.
//!
//! A frame of 3x3 pixels, kernel 2x2, no padding; digits are pixels, `w` windows:
//!
//! ```text
//!  x taken   0 1 2 3 4 5 6 7 8
//!  y offered           w w   w w
//! ```
//! `tlast` of what comes in is not looked at: the last window of a frame ends a sample.
//!
//! # Number formats
//!
//! Any. What comes out is what came in.
//!
//! # What is modelled and what is not
//!
//! Values and cycles. The lines are a memory with one read and one write port.
//!
//! # References
//!
//! The line buffer of image pipelines: J. Hegarty et al., *Darkroom: Compiling High-Level Image Processing
//! Code into Hardware Pipelines*, ACM Trans. Graphics 33 (2014).

mod block;
mod cost;
mod examples;
mod golden;
mod rtl;
mod scan;
mod spec;
#[cfg(test)]
mod tests;

pub use spec::LineBuffer;
