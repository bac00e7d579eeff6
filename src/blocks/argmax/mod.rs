//! Index of the greatest lane.
//!
//! # What it computes
//!
//! ```text
//! y = min { j : x_j = max_k x_k }
//! ```
//! Ties go to the lowest index.
//!
//! # Ports and timing
//!
//! ```text
//!  x_t* --> tree of compare-and-select --> register --> y_t*
//!           x_tvalid _/^\___
//!           y_tvalid ___/^\_      one cycle; a beat a cycle
//! ```
//!
//! # Number formats
//!
//! Any input: integers, or floats in the order of what they stand for (zeros are equal, NaN is above all else, as numpy
//! and PyTorch have it). The output is the unsigned format that indexes the lanes (one bit for one lane).
//!
//! # What is modelled and what is not
//!
//! Values and cycles.
//!
//! # References
//!
//! A tournament; the field's classifiers end in it.

mod block;
mod cost;
mod golden;
mod rtl;
mod spec;
#[cfg(test)]
mod tests;

pub use spec::Argmax;
