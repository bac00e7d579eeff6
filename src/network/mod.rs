//! Quantized networks: from trained weights and samples to integers, and what the integers compute.
//! Knows nothing of RTL.

mod absent;
mod bwht;
pub mod codes;
mod columns;
mod contents;
mod digitizers;
mod doubts;
mod evaluate;
mod files;
mod flow;
mod inspect;
mod labels;
mod model;
mod npy_header;
mod numbers;
mod outputs;
mod parameters;
mod quantize;
#[cfg(test)]
pub(crate) mod random;
mod ranges;
mod requantization;
mod samples;
mod scaling;
mod tensors;
#[cfg(test)]
mod tests;
#[cfg(feature = "train")]
pub mod train;
mod weights;

pub use crate::image::{Padding, Shape, Window};
pub use bwht::{Activity, Bwht, ChannelBlock, Transformed};
pub use columns::Column;
pub use contents::blocks;
pub use doubts::doubts;
pub use evaluate::{accuracy, predictions};
pub use inspect::{inspect, inspect_samples};
pub use labels::{Part, check_labels, classes, labelled, labels};
pub use model::{AvgPool, Conv2d, Dense, Layer, Network, Pool, Results, Sign};
pub use parameters::{Parameters, RealTransform};
pub use quantize::{Quantized, quantize};
pub use requantization::{Requantization, Scaling};
pub use samples::{Samples, npy, write_codes};
