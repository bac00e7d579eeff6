//! Small floats: what their codes stand for, and the one exact way of rounding to them.
//!
//! A code is the float's bits as they lie on wires, from 0 up: sign, exponent, mantissa from the top. With a stored
//! exponent `e`, a stored mantissa `m` of `M` bits and a bias `b`, a code that is a number stands for
//!
//! ```text
//! (-1)^s * S * 2^(max(e, 1) - b - M),   S = m + (e > 0) * 2^M
//! ```
//!
//! # References
//!
//! Open Compute Project, *OCP 8-bit Floating Point Specification (OFP8)*, 2023 (`e4m3`, `e5m2`), and *OCP Microscaling
//! Formats (MX) Specification*, 2023 (`e8m0`; `e3m2`, `e2m3` and `e2m1`, in which every code is a number); IEEE 754-2019
//! (`fp16`, `fp32`). Tables made with `ml_dtypes` are held against in `tests/`.

mod decode;
mod encode;
mod exact;
mod layout;
mod order;
#[cfg(test)]
mod tests;

pub use decode::Decoded;
pub use encode::{Overflow, Rounding, Rule, Subnormals};
pub use exact::Exact;
pub use layout::Minifloat;
