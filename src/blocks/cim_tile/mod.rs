//! Bit-plane compute-in-memory tile: a matrix-vector product, one input bit plane at a time.
//!
//! # What it computes
//!
//! ```text
//! y_j = sum_g sum_a sum_b sigma_a sigma_b 2^(a+b) worth(code(pc(x_b & w_aj & group_g)))
//! ```
//! `b` runs over input bits, `a` over weight bits, `g` over the groups of rows driven together;
//! `pc` counts ones; `sigma` is -1 on the top bit of a signed format, else +1. `code` and
//! `worth` are those of the array's digitizer (see `digitizer`), on lines of as many cells as rows are driven
//! together; where its range is `full`, results are in units of its worth. `exact` gives the count itself.
//!
//! With `operator: multiplication_free` it is, the sign of 0 being 0,
//!
//! ```text
//! y_j = sum_i sign(x_i) |w_ij| + sign(w_ij) |x_i|
//! ```
//! in a step for each plane of magnitudes of weights, on rows whose inputs have a sign, and one for each of those
//! of inputs, on cells whose weights have one: the worth of what counts for a column less that of what counts
//! against it.
//!
//! # Ports and timing
//!
//! ```text
//!            +----------+            cycles: input bits x row groups x conversion
//!  x_t* ---> | sequence | --+        (weight planes sit in parallel bit lines)
//!            +----------+   |
//!   planes, row group       |  step       x_tvalid _/^\________________
//!            +----------+   |             x_tready ^^^\______/^^^^^^^^^
//!            | array    |   |             step        0 1 2 3
//!            +----------+   |             y_tvalid ___________/^\______
//!   column products         v
//!            +-----------------+
//!            | accumulators    | ---> y_t*
//!            +-----------------+
//! ```
//! A step takes the cycles of a conversion; along a decision tree as many as its slowest line. Lines without a
//! cell have no digitizer.
//! With serial weight planes a step reads one of them, and there are weight bits times as many. Input
//! planes are taken most significant first, so an accumulator only doubles and adds. The next
//! product may be taken in the last step of this one; a result that is not taken stalls that step.
//! Sequencer and accumulators are one module (`periphery`), shared by all tiles of one shape; only the
//! array depends on the weights.
//!
//! # Number formats
//!
//! Input `u1`..`u8` or `s2`..`s8`, weights `u1` or `s2`..`s8`, in two's complement. The output is the
//! narrowest format that holds every input times any weights under the same parameters.
//!
//! # What is modelled and what is not
//!
//! Values and cycles. Cells are ideal, or have the array's `errors` (see `digitizer`): line `l` of a column is that
//! of its weight bit, and rows that take turns share the cells that are charged, as do planes that do. No analog
//! settling; weights are constants.
//!
//! # References
//!
//! Bit-plane product-sums with row groups: the memory-immersed digitization of arXiv:2307.03863 and
//! the plane-serial crossbar of arXiv:2309.01771 share this scheme. Without multiplications: S. Nasrin et al.,
//! *MF-Net: Compute-In-Memory SRAM for Multibit Precision Inference using Memory-immersed Data Conversion and
//! Multiplication-free Operators*, arXiv:2102.00035.

mod array;
mod cost;
mod digitized;
mod examples;
mod fast;
mod free;
mod golden;
mod lines;
mod multiply;
mod rtl;
mod spec;
#[cfg(test)]
mod tests;

pub(super) use digitized::Digitized;
pub(super) use multiply::{Multiply, Walk};
pub use spec::CimTile;
