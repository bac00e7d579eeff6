//! Several weight matrices on one array, which computes with one of them at a time; written while it
//! runs, where they are in RAM.
//!
//! # What it computes
//!
//! Each matrix is a *context*. A beat names one and gets the product that a `cim_tile` of this matrix
//! gives (see there), in the format that holds those of all contexts. Rows and columns that a matrix does not
//! use hold zeros, and so do contexts that there are not: a beat that names one of these gets the bits of its
//! product that this format has. Where weights are in RAM, a beat whose field `load` is set writes one row of
//! one context instead, and gives nothing: beats after it compute with the new row. Rows and columns that a matrix
//! does not use have no cells to write.
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
//! A product takes the cycles of its context's `cim_tile`: narrow inputs take fewer. Along a decision tree it waits
//! for all lines of the array that have a digitizer: those with a cell in any context, in RAM all. A load is taken when
//! a product would be, and takes effect at that edge.
//!
//! ```text
//!           +-----------+   planes    +--------------------+   products  +--------------+
//!  x_t* --->| sequencer |------------>| array: cells of all|------------>| accumulators |---> y_t*
//!           |           |   context   | contexts, one      |             +--------------+
//!           +-----------+------------>| chosen, counted    |
//!                 write, row, weights +--------------------+
//! ```
//!
//! # Number formats
//!
//! Inputs `u1`..`u8` or `s2`..`s8` by context, weights `u1` or `s2`..`s8`. Lanes of `x` have
//! that format where all contexts agree on it. Else they are as wide as the widest, and a narrower one
//! reads their upper bits. The output is the narrowest format
//! that holds the products of all contexts.
//!
//! # What is modelled and what is not
//!
//! Values and cycles; cells are ideal or have the errors of a tile's. No analog settling; writing takes one cycle, as
//! registers do. What RAM holds before it is written is unknown (X in Verilog); the golden model begins with zeros. A
//! reset does not change what it holds.
//!
//! # References
//!
//! As `cim_tile`. Contexts are the textbook's time-multiplexing of operations on functional units: G. De
//! Micheli, *Synthesis and Optimization of Digital Circuits*, McGraw-Hill 1994, chapters 5 and 6.

mod array;
mod cost;
mod examples;
mod golden;
mod rtl;
mod spec;
#[cfg(test)]
mod tests;

pub use spec::{CimBank, Context};
