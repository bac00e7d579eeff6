//! Adder tree: partial sums of several streams and a constant, lane by lane.
//!
//! # What it computes
//!
//! ```text
//! y_j = bias_j + sum_k a_k,j
//! ```
//!
//! # Ports and timing
//!
//! ```text
//!  a0_t* --\
//!  a1_t* ---+--> join --> one tree a lane --> register --> y_t*
//!  ...   --/
//!               a*_tvalid _/^\___      taken together, when every stream offers its beat
//!               y_tvalid  ___/^\_      one cycle later; a beat a cycle
//! ```
//! `y_tlast` is that of `a0`.
//!
//! # Number formats
//!
//! Each stream has a format of its own; the output is the narrowest that holds every sum with the
//! least and the greatest bias.
//!
//! # What is modelled and what is not
//!
//! Values and cycles. Rounding and saturation do not occur.
//!
//! # References
//!
//! Partial sums over row blocks are how crossbar accelerators split a matrix taller than an array;
//! see A. Shafiee et al., ISAAC, ISCA 2016, section 3.

mod block;
mod cost;
mod golden;
mod rtl;
mod spec;
#[cfg(test)]
mod tests;

pub use spec::AdderTree;
