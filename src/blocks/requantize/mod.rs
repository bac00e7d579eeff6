//! Requantization: every lane times its own factor, plus its own constant, shifted, rounded, saturated.
//!
//! # What it computes
//!
//! ```text
//! y_j = saturate(floor((x_j * multiplier_j + bias_j + 2^(shift_j-1)) / 2^shift_j))
//! ```
//! Halves round up; where `shift_j = 0` nothing is added for rounding. A real factor `f` becomes
//! `multiplier = round(f * 2^shift)`, and a real constant `b` of the result `bias = round(b * 2^shift)`: a
//! bias keeps `shift` fraction bits, however coarse the steps of `x` are, and however small its factor is.
//! Multiplier, bias and shift belong to one lane each, so no lane costs another one precision. With `relu`,
//! negative results become 0, whatever the output's format.
//!
//! # Ports and timing
//!
//! ```text
//!  x_t* --> multiply, add, shift, saturate --> register --> y_t*
//!           x_tvalid _/^\___
//!           y_tvalid ___/^\_      one cycle; a beat a cycle
//! ```
//!
//! # Number formats
//!
//! Any input and output format; multipliers are 0 or positive, below 2^47; shifts up to 47. The sum of
//! product, bias and half must fit 62 bits. The rounding constant and the bias are one constant in hardware.
//!
//! # What is modelled and what is not
//!
//! Values and cycles. Multipliers, biases and shifts are constants. A zero point of the output is a bias; one of the
//! input is folded into the bias by whoever knows the weights.
//!
//! # References
//!
//! B. Jacob et al., *Quantization and Training of Neural Networks for Efficient
//! Integer-Arithmetic-Only Inference*, CVPR 2018, section 2.2.

mod block;
mod cost;
mod golden;
mod rtl;
mod shift;
mod spec;
#[cfg(test)]
mod tests;

pub use shift::Shift;
pub use spec::Requantize;
