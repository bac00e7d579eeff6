//! Quantized networks: from trained weights and samples to integers, and what the integers compute.
//! Knows nothing of RTL.

mod absent;
mod bwht;
mod calibrate;
pub mod codes;
mod columns;
mod contents;
mod digitizers;
mod evaluate;
mod files;
mod flow;
mod inspect;
mod labels;
mod model;
mod numbers;
mod oddities;
mod parameters;
mod quantize;
#[cfg(test)]
pub(crate) mod random;
mod samples;
mod tensors;
#[cfg(test)]
mod tests;
#[cfg(feature = "train")]
pub mod train;
mod weights;

pub use crate::image::{Padding, Shape, Window};
pub use bwht::{Activity, Block, Bwht, Transformed};
pub use columns::Column;
pub use contents::blocks;
pub use evaluate::{accuracy, predictions};
pub use inspect::{inspect, inspect_samples};
pub use labels::{Part, check_labels, labelled, labels};
pub use model::{AvgPool, Conv2d, Dense, Layer, Network, Pool, Requantization};
pub use oddities::oddities;
pub use parameters::{Parameters, RealTransform};
pub use quantize::quantize;
pub use samples::{Samples, npy, write_codes};
