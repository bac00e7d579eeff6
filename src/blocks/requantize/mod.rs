//! Requantization: every lane times its own factor, shifted, rounded, saturated.
//!
//! # What it computes
//!
//! ```text
//! y_j = saturate(floor((x_j * multiplier_j + 2^(shift-1)) / 2^shift))
//! ```
//! Halves round up; with `shift = 0` nothing is added. A scale `s` becomes
//! `multiplier = round(s * 2^shift)`.
//!
//! # Ports and timing
//!
//! ```text
//!  x_t* --> multiply, add half, shift, saturate --> register --> y_t*
//!           x_tvalid _/^\___
//!           y_tvalid ___/^\_      one cycle; a beat a cycle
//! ```
//!
//! # Number formats
//!
//! Any input and output format; multipliers are 0 or positive, below 2^31. An input times the
//! greatest multiplier must fit 62 bits.
//!
//! # What is modelled and what is not
//!
//! Values and cycles. The multiplier is one constant a lane; zero points are not supported.
//!
//! # References
//!
//! B. Jacob et al., *Quantization and Training of Neural Networks for Efficient
//! Integer-Arithmetic-Only Inference*, CVPR 2018, section 2.2.

mod cost;
mod golden;
mod rtl;
mod spec;
#[cfg(test)]
mod tests;

pub use spec::Requantize;
