//! One number of the pixels of a window, channel by channel.
//!
//! # What it computes
//!
//! ```text
//! y_c = max_p x_pc    or    y_c = sum_p x_pc
//! ```
//! `p` runs over pixels, whose channels `c` stand side by side.
//!
//! # Ports and timing
//!
//! ```text
//!  x_t* --> trees, one a channel --> register --> y_t*       a beat a cycle, latency 1
//! ```
//!
//! # Number formats
//!
//! Any input for a maximum, which has its format: integers, or floats in the order of what they stand for, NaN above all
//! else. Of equals, such as zeros of both signs, the first stays. Integers for a sum, whose format is the narrowest that
//! holds every one.
//!
//! # What is modelled and what is not
//!
//! Values and cycles.
//!
//! # References
//!
//! Pooling as in Y. LeCun et al., *Gradient-Based Learning Applied to Document Recognition*, Proc. IEEE 86
//! (1998), section II.A.

mod block;
mod cost;
mod golden;
mod rtl;
mod spec;
#[cfg(test)]
mod tests;

pub use spec::{Pooling, WindowPool};
