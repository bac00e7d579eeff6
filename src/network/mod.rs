//! Quantized networks: from trained weights and samples to integers, and what the integers compute.
//! Knows nothing of RTL.

mod calibrate;
pub mod codes;
mod evaluate;
mod files;
mod model;
mod oddities;
mod parameters;
mod quantize;
mod samples;
#[cfg(test)]
mod tests;
#[cfg(feature = "train")]
pub mod train;
mod weights;

pub use evaluate::{accuracy, predictions};
pub use model::{Dense, Layer, Network, Requantization};
pub use oddities::oddities;
pub use parameters::Parameters;
pub use quantize::quantize;
pub use samples::{Part, Samples, labelled, labels, npy, write_codes};
