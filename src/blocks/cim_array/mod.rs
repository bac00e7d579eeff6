//! Bit-plane compute-in-memory array: matrix-vector products, one input bit plane at a time. It holds one matrix, or
//! several that take turns on it, as constants or in RAM, where rows are written while it runs.
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
//! against it. Such an array holds one matrix of constants.
//!
//! Each matrix is a *context*. Where there are several, a beat names one and gets its product in the format that
//! holds those of all contexts. Rows and columns that a matrix does not use hold zeros, and so do contexts that
//! there are not: a beat that names one of these gets the bits of its product that this format has. Where weights
//! are in RAM, a beat whose field `load` is set writes one row of one context instead, and gives nothing: beats
//! after it compute with the new row. Rows and columns that a matrix does not use have no cells to write.
//!
//! # Ports and timing
//!
//! ```text
//!               field      lanes    holds
//!  x_t* --->    load       1        1: write `row`; 0: multiply `x`            (RAM)
//!               context    1        which matrix                     (two or more)
//!               row        1        row to write; none beyond the last         (RAM)
//!               w          columns  weight codes of that row                   (RAM)
//!               x          rows     inputs, aligned to the top of their lanes
//!
//!  y_t* <---    context    1        the one that was asked for       (two or more)
//!               y          columns  products
//! ```
//! ```text
//!            +----------+            cycles: input bits x row groups x conversion
//!  x_t* ---> | sequence | --+        (weight planes sit in parallel bit lines)
//!            +----------+   |
//!   planes, row group       |  step       x_tvalid _/^\________________
//!   context, write          |             x_tready ^^^\______/^^^^^^^^^
//!            +----------+   |             step        0 1 2 3
//!            | cells    |   |             y_tvalid ___________/^\______
//!            +----------+   |
//!   column products         v
//!            +-----------------+
//!            | accumulators    | ---> y_t*
//!            +-----------------+
//! ```
//! A step takes the cycles of a conversion; along a decision tree as many as its slowest line: of those with a cell in
//! any context, in RAM of all. Lines without a cell have no digitizer.
//! With serial weight planes a step reads one of them, and there are weight bits times as many. Input
//! planes are taken most significant first, so an accumulator only doubles and adds. The inputs of a context may be
//! narrower than those of others, and its products take fewer cycles. The next
//! product may be taken in the last step of this one; a result that is not taken stalls that step. A load is taken
//! when a product would be, and takes effect at that edge.
//! Sequencer and accumulators are one module (`cim_periphery`), shared by all arrays of one shape; only the
//! cells depend on the weights.
//!
//! # Number formats
//!
//! Inputs `u1`..`u8` or `s2`..`s8` by context, weights `u1` or `s2`..`s8`, in two's complement. Lanes of `x` have
//! the inputs' format where all contexts agree on it. Else they are as wide as the widest, and a narrower one
//! reads their upper bits. The output is the narrowest format that holds every input times any weights of all
//! contexts under the same parameters.
//!
//! # What is modelled and what is not
//!
//! Values and cycles. Cells are ideal, or have the array's `errors` (see `digitizer`): line `l` of a column is that
//! of its weight bit, and rows that take turns share the cells that are charged, as do planes that do. No analog
//! settling; writing takes one cycle, as registers do. What RAM holds before it is written is unknown (X in Verilog);
//! the golden model begins with zeros. A reset does not change what it holds.
//!
//! # References
//!
//! Bit-plane product-sums with row groups: the memory-immersed digitization of arXiv:2307.03863 and
//! the plane-serial crossbar of arXiv:2309.01771 share this scheme. Without multiplications: S. Nasrin et al.,
//! *MF-Net: Compute-In-Memory SRAM for Multibit Precision Inference using Memory-immersed Data Conversion and
//! Multiplication-free Operators*, arXiv:2102.00035. Contexts are the textbook's time-multiplexing of operations on
//! functional units: G. De Micheli, *Synthesis and Optimization of Digital Circuits*, McGraw-Hill 1994, chapters 5
//! and 6.

mod array;
mod beat;
mod block;
mod check;
mod context;
mod cost;
mod examples;
mod fast;
mod golden;
mod hardware;
mod on_hardware;
mod operator;
mod ranges;
mod reach;
mod rtl;
mod spec;
#[cfg(test)]
mod tests;
mod tile;
mod written;

pub use array::{Array, Storage, WeightPlanes};
pub use context::Context;
pub use operator::Operator;
pub use rtl::{ASKS, GRANTED};
pub use spec::CimArray;
