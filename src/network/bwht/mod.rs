//! Blockwise Walsh-Hadamard layers: what they compute, and how they come to integers.

mod activity;
mod layer;
mod quantize;

pub use activity::Activity;
pub use layer::{Bwht, ChannelBlock, Transformed};
pub(super) use quantize::number_ties;
