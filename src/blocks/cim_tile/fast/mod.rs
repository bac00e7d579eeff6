//! The tile for whole data sets: equal to the golden model, by other means.
//!
//! A digitizer that loses nothing leaves an integer matrix product ([`dot`]). Otherwise every bit
//! line is counted, many at once: bit `k` of a vector is the cell of line `k` in one row, and the rows
//! whose input bit is set are added up by carry-save adders whose sum and carries are such vectors too
//! ([`count`]). Only rows that are driven cost anything. The counts are clipped and weighted by input
//! planes in the same form, then transposed to numbers ([`weigh`]) and weighted by weight planes
//! ([`sliced`]).
//!
//! The vectors are as wide as the CPU has them; `fearless_simd` picks at run time.

mod count;
mod dot;
mod drive;
mod sliced;
#[cfg(test)]
mod tests;
mod tile;
mod weigh;

pub(super) use tile::Tile;
