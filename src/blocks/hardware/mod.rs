//! Hardware that a design names by itself, in its `hardware` section, and what runs on it.
//!
//! An entry is parameters ([`HardwareKind`]) without contents: what it computes is for the blocks to say that run on it
//! ([`OnHardware`]). Whether operations can share one, whether several digitize each other, what is drawn by chance and
//! numbered, what is wrong and what is odd about one: each is a question of [`Hardware`], and nobody else knows a kind.
//! Adding a kind is a folder and a line in `library`.

mod collaboration;
mod contract;
mod doubt;
mod draws;
mod kind;
mod on;

pub use collaboration::{Collaboration, Spares};
pub use contract::Hardware;
pub use doubt::{Doubt, Doubtful, Use};
pub use draws::{Drawn, Draws};
pub use kind::HardwareKind;
pub use on::{OnHardware, Shared};
