//! The hardware library: one folder per block. Knows nothing of how designs are written.
//!
//! A block is parameters ([`Kind`]) with several meanings: software ([`Golden`]), time
//! ([`Timing`]), hardware (a module of the RTL IR) and cost. Adding one is a folder and a line in
//! `library`; the contract tests then run over its examples by themselves.
//!
//! In a folder `spec.rs` says what the block is, meanings have a file each that knows it, and `block.rs` is what the
//! library sees: it knows them all, and none of them knows it.
//!
//! What blocks run on that a design names by itself, so that operations can share it, is [`Hardware`]: a second list in
//! `library`.

pub mod adder_tree;
pub mod argmax;
mod block;
pub mod cim_array;
pub mod collect;
mod content;
pub mod contract;
pub mod digitizer;
pub mod fifo;
mod handshake;
mod hardware;
mod keyed_random;
mod library;
pub mod line_buffer;
mod naming;
mod packed_rows;
mod pipeline;
mod planes;
mod ranked;
pub mod relu;
pub mod requantize;
mod spec_error;
mod store;
mod stream;
pub mod table;
mod timing;
pub mod wht_crossbar;
pub mod window_pool;
mod worker;

pub use block::{Block, Cost, Golden, Kind, Works};
pub use content::{Content, Unfit};
pub use hardware::{
    Collaboration, Doubt, Doubtful, Drawn, Draws, Hardware, HardwareKind, OnHardware, Shared,
    Spares, Use,
};
pub use library::{BlockKind, BlockSpec, HardwareSpec};
use naming::name_hash;
pub use packed_rows::PackedRows;
pub use pipeline::{Pipeline, StationState};
pub use spec_error::SpecError;
pub use store::Store;
pub use stream::{Beat, Field, Interface, Stream, StreamType};
pub use timing::{Rate, Station, Timing, Work};

pub use crate::parallel::Instructions;
