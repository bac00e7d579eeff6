//! The tile for whole data sets: equal to the golden model, by other means.
//!
//! A digitizer that loses nothing leaves an integer matrix product ([`dot`]). One by another rule than
//! clipping has the count of each line looked up ([`counted`]). Where counts are clipped, lines are counted
//! 256 at once: bit `k` of a vector is the cell of line `k` in one row. Four rows at a
//! time, the count of every set of them that may be driven is looked up, in the form of such vectors for
//! ones, twos and fours, and added to what was counted before by carry-save adders ([`count`]). The
//! counts are clipped and weighted by input planes in the same form, then transposed to numbers
//! ([`weigh`]) and weighted by weight planes ([`sliced`]).
//!
//! What lines do is tallied, where somebody asks, by the counts of whole lines, looked up ([`tally`]).
//!
//! `fearless_simd` picks the instructions for those 256 bits at run time.

mod count;
mod counted;
mod dot;
mod model;
mod planes;
mod sliced;
mod tally;
#[cfg(test)]
mod tests;
mod weigh;

pub(super) use model::{fast_model, has_fast};
