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
//! Any input; the output is the unsigned format that holds its greatest code.
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
