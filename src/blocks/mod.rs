//! The hardware library: one folder per block. Knows nothing of how designs are written.

pub mod cim_tile;
mod stream;

pub use stream::{Beat, Field, Interface, Stream, StreamType};
