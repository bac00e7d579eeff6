//! Quantized networks: integer layers and what they compute. Knows nothing of RTL.

mod model;

pub use model::{Dense, Layer, Network, Requantization};
