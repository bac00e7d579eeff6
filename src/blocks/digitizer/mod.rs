//! Memory-immersed digitizer: product-sums become codes by comparison with references that the cells of
//! other arrays make.
//!
//! # What it computes
//!
//! ```text
//! PS_j  = number of driven cells of line j, 0 .. N
//! code  = number of k in 1 .. 2^n - 1 with PS >= t_k          the same whichever way it is searched
//! t_k   = ceil(k N / 2^n)      full: a code is worth code N / 2^n
//!         k                    clip: a code is worth itself
//!         low + k step         window: a code is worth low + step code
//! ```
//! `exact` gives the product-sum itself.
//!
//! | search | cycles | references at once |
//! | --- | --- | --- |
//! | `flash` | 1 | 2^n - 1 |
//! | `sar` | n | 1 |
//! | `hybrid` of F upper bits | 1 + n - F | 2^F - 1 |
//! | `asymmetric` | depth of the deepest of the columns' codes | 1 |
//!
//! `precharge_cycles` come before each search. The tree of `asymmetric` has the fewest expected questions
//! for a histogram of codes; codes that the histogram lacks are found too.
//!
//! # Ports and timing
//!
//! ```text
//!            +-------+   cells    +--------------------+
//!  x_t* ---> | lines |----------->| count -> compare --+-> codes ---> y_t*
//!            +-------+            |            ^       |
//!            +--------+  search   |   k -> references  |     sar, n = 3
//!            | cycles |---------->|   found so far     |     x_tvalid _/^\____________
//!            +--------+<----------|                    |     x_tready ^^^\____/^^^^^^^
//!                       found     +--------------------+     step         0 1 2
//!                    (asymmetric)                            y_tvalid __________/^\___
//! ```
//! The lanes of `x` are the cells of line 0, then those of line 1. All lines of one block begin and end
//! together; lines that should not wait for each other take a block each.
//!
//! Two forms of hardware give the same codes in the same cycles. *Optimized* compares the count with a
//! number. *Structural* compares it with the count of a reference line, whose mask charges the first
//! `t_k` of its N cells, one reference for each that the search needs at once: a mismatch or a fault of one
//! cell can be put there. A threshold beyond N has no reference; its comparator is not strobed.
//!
//! # Number formats
//!
//! Cells `u1`, codes of `n` bits, n in 1 to 8 and 2^n at most 4 N. With N = 2^n - 1 no code is lost; with
//! N = 2^n only PS = N saturates.
//!
//! # What is modelled and what is not
//!
//! Values and cycles; a tie counts as reached. Where `errors` are given (structural form only), cells have
//! capacitances `c_i` around 1000 and comparators offsets `o`, drawn by seed, array, column and cell; a line with
//! driven cells D reaches the first `t_k` cells of its reference, of capacitances `c'_i`, in step `s` where
//!
//! ```text
//! (1000 - s droop) * sum_D c_i * sum c'_i >= 1000 * (sum_(i < t_k) c'_i + o + noise) * sum c_i
//! ```
//! in integers, the same to the bit in every model; noise is drawn by the number of the conversion, step and
//! comparator. Then searches no longer agree with each other: each is followed step by step. The lines and their
//! comparators are a behavioral module: a black box for synthesis. No settling, no temperature.
//!
//! # References
//!
//! S. Nasrin et al., *Memory-Immersed Collaborative Digitization for Area-Efficient Compute-in-Memory Deep
//! Learning*, arXiv:2307.03863.

mod activity;
mod block;
mod calibrate;
mod charges;
mod check;
mod codes;
mod conversion;
mod cost;
mod digitizing;
mod errors;
mod examples;
mod figures;
mod golden;
mod network;
#[cfg(test)]
pub(crate) mod random;
mod range;
mod rtl;
mod search;
mod spec;
#[cfg(test)]
mod tests;
mod transfer;
mod tree;

pub use activity::{Activities, Activity, CodeActivities};
pub use calibrate::ProductSums;
pub(super) use charges::Charges;
pub(super) use codes::Codes;
pub use conversion::{Asymmetric, Conversion, Flash, Form, Hybrid, Sar};
pub use digitizing::Digitizing;
pub use errors::Errors;
pub(super) use errors::Moment;
pub use figures::Figures;
pub use network::{Arrays, Network, Topology};
pub use range::{RangeRule, Window};
pub(super) use search::{ConversionCounter, Converter, MomentWires, search_bits};
pub use spec::Digitizer;
pub use transfer::Transfer;
pub use tree::{Next, Tree, entropy};
