//! Walsh-Hadamard matrices from their definitions. Hardware knows nothing of these.

use super::crossbar::{Crossbar, RowOrder, Stitching};

/// Rows of +1 and -1 (and 0, where a row does not see an input).
pub(super) type Matrix = Vec<Vec<i64>>;

/// `H_1 = [1]`, `H_2M = [[H, H], [H, -H]]`.
fn natural(points: usize) -> Matrix {
    if points <= 1 {
        return vec![vec![1]];
    }
    let half = natural(points / 2);
    let row = |row: &Vec<i64>, sign: i64| {
        row.iter().copied().chain(row.iter().map(|cell| sign * cell)).collect()
    };
    let upper: Matrix = half.iter().map(|own| row(own, 1)).collect();
    upper.into_iter().chain(half.iter().map(|own| row(own, -1))).collect()
}

/// The rows by the number of their sign changes.
fn sequency(points: usize) -> Matrix {
    let changes = |row: &Vec<i64>| row.windows(2).filter(|pair| pair[0] != pair[1]).count();
    let mut rows = natural(points);
    rows.sort_by_key(changes);
    rows
}

/// Row `o`: the product of Rademacher functions `r_(k+1)` for the bits `k` of `o` that are set; `r_k` changes its
/// sign every `N / 2^k` points.
fn dyadic(points: usize) -> Matrix {
    let rademacher = |k: u32, at: usize| 1 - 2 * ((at << k) / points % 2) as i64;
    let cell = |row: usize, at: usize| {
        (0..points.ilog2()).filter(|k| row >> k & 1 == 1).map(|k| rademacher(k + 1, at)).product()
    };
    (0..points).map(|row| (0..points).map(|at| cell(row, at)).collect()).collect()
}

/// The matrix of `points` with its rows in `order`.
pub(super) fn walsh_hadamard(points: usize, order: RowOrder) -> Matrix {
    match order {
        RowOrder::Natural => natural(points),
        RowOrder::Sequency => sequency(points),
        RowOrder::Dyadic => dyadic(points),
    }
}

/// What a crossbar's rows see: all of it, or each tile on the diagonal what is before it.
pub(super) fn seen(crossbar: &Crossbar, stitched: bool) -> Matrix {
    let Some(Stitching { tile, .. }) = crossbar.stitching.filter(|_| !stitched) else {
        let mut matrix = walsh_hadamard(crossbar.points, crossbar.order);
        matrix.truncate(crossbar.rows());
        return matrix;
    };
    let small = walsh_hadamard(tile, crossbar.order);
    let cell = |row: usize, at: usize| match row / tile == at / tile {
        true => small[row % tile][at % tile],
        false => 0,
    };
    (0..crossbar.rows()).map(|row| (0..crossbar.points).map(|at| cell(row, at)).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `scipy.linalg.hadamard(8)` prints it.
    #[test]
    fn the_natural_matrix_of_eight_points() {
        let signs: Vec<String> = natural(8)
            .iter()
            .map(|row| row.iter().map(|cell| if *cell > 0 { '+' } else { '-' }).collect())
            .collect();
        let expected = [
            "++++++++", "+-+-+-+-", "++--++--", "+--++--+", "++++----", "+-+--+-+", "++----++",
            "+--+-++-",
        ];
        assert_eq!(signs, expected);
    }

    #[test]
    fn rows_change_sign_as_often_as_their_number_says() {
        for points in [2, 4, 16, 64] {
            for (number, row) in sequency(points).iter().enumerate() {
                assert_eq!(row.windows(2).filter(|pair| pair[0] != pair[1]).count(), number);
            }
        }
    }

    /// Whatever the order: rows are orthogonal, so the transposed matrix undoes it; and it is its own transpose.
    #[test]
    fn all_orders_are_orthogonal_and_symmetric() {
        for order in [RowOrder::Natural, RowOrder::Sequency, RowOrder::Dyadic] {
            for points in [2, 8, 32] {
                let matrix = walsh_hadamard(points, order);
                for (a, first) in matrix.iter().enumerate() {
                    for (b, second) in matrix.iter().enumerate() {
                        let product: i64 = first.iter().zip(second).map(|(x, y)| x * y).sum();
                        assert_eq!(product, if a == b { points as i64 } else { 0 });
                        assert_eq!(matrix[a][b], matrix[b][a]);
                    }
                }
            }
        }
    }
}
