//! Network to graph: every layer becomes operations, every matrix block one on a tile of its own.
//!
//! Layers on images take them pixel by pixel, a beat being a pixel with its channels: a line buffer puts
//! the pixels under a window side by side, and what follows sees one window after another. All other
//! layers take their lanes in one beat.

mod activations;
mod layers;
mod network;
mod products;
mod transforms;
mod weighted;
mod windows;

pub use network::lower;
