//! Which row of the natural order a row is.

use super::super::crossbar::RowOrder;

/// The number in natural order of row `row` of `points`, all of whose rows are in `order`.
pub(in super::super) fn natural_row(order: RowOrder, row: usize, points: usize) -> usize {
    match order {
        RowOrder::Natural => row,
        RowOrder::Dyadic => reversed(row, points),
        // Neighbors in sequency are apart by one bit of the dyadic number: the Gray code.
        RowOrder::Sequency => reversed(row ^ (row >> 1), points),
    }
}

/// The bits of a number below `points` the other way round.
fn reversed(number: usize, points: usize) -> usize {
    let bits = points.ilog2();
    (0..bits).fold(0, |all, bit| all << 1 | (number >> bit & 1))
}
