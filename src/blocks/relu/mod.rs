//! Rectifier: negative lanes become zero.
//!
//! # What it computes
//!
//! ```text
//! y_j = max(x_j, 0)
//! ```
//!
//! # Ports and timing
//!
//! ```text
//!  x_t* --> clear on sign --> y_t*       wires and gates, no register: no cycle
//! ```
//!
//! # Number formats
//!
//! Any input. Of integers the output is the unsigned format that holds the greatest code. Floats keep their format; zeros
//! become `+0` and NaN stays NaN, as in numpy and PyTorch.
//!
//! # What is modelled and what is not
//!
//! Values.
//!
//! # References
//!
//! V. Nair and G. Hinton, *Rectified Linear Units Improve Restricted Boltzmann Machines*, ICML 2010.

mod block;
mod cost;
mod golden;
mod rtl;
mod spec;
#[cfg(test)]
mod tests;

pub use spec::Relu;
