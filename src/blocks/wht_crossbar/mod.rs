//! Walsh-Hadamard crossbar: a transform by additions alone, plane by plane, without converters or with simple ones.
//!
//! # What it computes
//!
//! ```text
//! p_b[i]  = sgn(x_i) * bit b of |x_i|       signed_magnitude
//!           bit b of x_i                    twos_complement (sigma = -1 in its first plane), unsigned
//! ps_b[o] = sum_i H[o][i] * p_b[i]          H_1 = [1], H_2M = [[H, H], [H, -H]]
//! s_b[o]  = sign of ps_b[o], and of zero what `tie` says          comparator
//!           ps_b[o]                                               exact
//!           what the code of ps_b[o] + N is worth, less N         flash, sar, hybrid, asymmetric
//! A[o]    = sum_b sigma_b * s_b[o] * 2^b
//! y[o]    = sgn(A) * max(|A| - T[o], 0)     `dc_bypass`: y[0] = A[0]
//! ```
//! An n-bit digitizer converts the count `ps_b[o] + N`, 0 to 2N. With `range: full` its codes are worth units of
//! `2N / 2^n`, and N is `2^(n-1)` of them; with `clip` and `window` they are worth product-sums.
//!
//! Planes come most significant first. After plane b the others add at most `R = smax * (2^b - 1)`, `smax` being the
//! greatest `|s|` that a count can give: a row stops, and gives 0, as soon as `|A so far| + R <= T[o]` (`early_termination: lossless`), or
//! with a share of R (`scaled`). Row 0 never stops where it has no threshold.
//!
//! `stitching` makes H of tiles, `H_(K t) = H_K (x) H_t`: tiles of one row of tiles add up, with the signs of `H_K`,
//! before they are compared. Where `switched`, an input whose field `stitched` is 0 is transformed by each tile of the
//! diagonal by itself.
//!
//! # Ports and timing
//!
//! ```text
//!          +--------+ plane +-----------+ ps +-----------------------------+ done
//! x_t* --->| planes |------>| butterfly |--->| row: compare, 2 A + s, |A|-T +-----> last plane?
//!          +--------+       | or tiles  |    +--------------+--------------+
//!                           +-----------+          limit ^  +-> y_t*
//!              x_tvalid _/^\________________             |
//!              x_tready ^^^\________/^^^^^^^       thresholds
//!              plane        0  1  2                (ROM, or RAM: fields load, row, t of x)
//!              y_tvalid ____________/^\_____       here all rows stopped in plane 2
//! ```
//! A plane takes a cycle, or those of its conversion. A row that has stopped keeps still; the crossbar takes its next
//! input when all rows have, at the latest after the last plane. Along a tree a plane takes as long as the slowest
//! row that is at work.
//!
//! In a design, inputs that nothing feeds are zero. A beat of `x` has the fields `load`, `row`, `t` (with `storage: ram`), `stitched` (where switched) and `x`, from lane 0
//! up; one of `y` has `y` and `planes` (with `counters`). With `storage: ram` a beat whose field `load` is 1 writes the threshold `t` of `row`, in no time; others transform
//! `x`. A reset does not change thresholds. With `counters` a result has the planes that each row took beside it.
//!
//! # Parameters
//!
//! ```text
//! points 2, 4, .. 256 · order natural (where absent), sequency, dyadic
//! digitizer comparator (where absent), exact, flash, sar, hybrid, asymmetric, as of block `digitizer`
//! tie plus (where absent), minus, zero, previous, { random: { seed: 1 } }: of a comparator
//! early_termination lossless (where absent), none, { scaled: { alpha: 96 } }: of 256
//! stitching { tile: 16, rows: 4, switched: true } · storage rom (where absent), ram · counters true
//! bits 1 .. 16 · sign signed_magnitude (where absent), twos_complement, unsigned
//! thresholds one a row · dc_bypass true
//! ```
//!
//! # Number formats
//!
//! B planes, 1 to 16: `s<B+1>` (signed_magnitude; its least code counts for its neighbor), `s<B>`, `u<B>`. Results
//! are the narrowest format of `-smax (2^B - 1)` to `smax (2^B - 1)`; thresholds are unsigned and reach as far. A plane
//! adds units of `2 N / 2^n` product-sums where an n-bit digitizer converts all of them, and of 1 else.
//!
//! # What is modelled and what is not
//!
//! Values, and every cycle. Ties by chance are drawn by seed, crossbar, transform, plane and row, never by cycle, in
//! a behavioral module. Rows sum in digital logic: a butterfly, or as many popcounts as rows where the digitizer's
//! form is `structural`. No mismatch, offset or noise of cells and comparators yet. Area is that of the logic.
//!
//! # References
//!
//! N. Darabi, M. B. Hashem, H. Pan, A. Cetin, W. Gomes and A. R. Trivedi, *ADC/DAC-Free Analog Acceleration of Deep
//! Neural Networks with Frequency Transformation*, arXiv:2309.01771. N-bit digitizers: N. Darabi and
//! A. R. Trivedi, *Containing Analog Data Deluge at Edge through Frequency-Domain Compression in Collaborative Compute-in-Memory
//! Networks*, arXiv:2309.11048.

mod block;
mod check;
mod cost;
mod crossbar;
mod digitizer;
mod events;
mod examples;
mod fast;
mod golden;
mod hardware;
mod matrix;
mod rtl;
mod sign;
mod spec;
#[cfg(test)]
mod tests;

pub use crossbar::{
    Crossbar, Decision, EarlyTermination, RandomTie, RowOrder, Scaled, Stitching, Tie,
};
pub use digitizer::RowDigitizer;
pub use fast::Fast;
pub use golden::{Outcome, Transform};
pub use sign::Sign;
pub use spec::WhtCrossbar;
