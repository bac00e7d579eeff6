//! Several beats as one.
//!
//! # What it computes
//!
//! The lanes of `beats` beats side by side, those of the first from lane 0 up.
//!
//! # Ports and timing
//!
//! ```text
//!            +--------------------+  with the last beat  +--------+
//!  x_t* ---> | beats before it    |--------------------->| result |---> y_t*
//!            +--------------------+                      +--------+
//! ```
//! All beats but the last are taken at once; the last waits until the result before it is taken. `tlast`
//! is that of the last beat.
//!
//! # Number formats
//!
//! Any. What comes out is what came in.
//!
//! # What is modelled and what is not
//!
//! Values and cycles.
//!
//! # References
//!
//! The width converter of AMBA AXI4-Stream (Arm IHI 0051B, section 2.3, upsizing).

mod block;
mod cost;
mod golden;
mod rtl;
mod spec;
#[cfg(test)]
mod tests;

pub use spec::Collect;
