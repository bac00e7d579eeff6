//! Bit-plane compute-in-memory tile.

mod spec;

pub use spec::{Array, Digitizer, Storage};
