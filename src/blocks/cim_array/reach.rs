//! What a column can give, whatever the weights and inputs: the ends of its products.
//!
//! A product is `sum sigma_a sigma_b 2^(a+b) f(c_ab)`, where `c_ab` rows have bit `a` of the input and bit `b` of the
//! weight set, and a line of `c` driven cells is worth `f(c)`, which never falls. Where `f` is a straight line that is
//! a sum of products of rows, each of which can be the greatest one. Else rows can be worth more together than each
//! by itself: with codes clipped at 1, one row can bring all lines that count for a product to their most, and
//! another those of both signs.
//!
//! For given inputs all positive weight bits want the same rows, and so does the sign bit by itself; the same holds
//! the other way round. So what matters of the weights is how many rows have only positive bits set (`p`), only the
//! sign (`q`), or both (`r`).

use crate::num::Format;

/// Least and greatest.
pub(super) type Ends = (i64, i64);

/// What the bits of a format are worth together: those that count for it, and the sign that counts against.
#[derive(Clone, Copy)]
struct Worth {
    up: i64,
    down: i64,
}

impl Worth {
    fn of(format: Format) -> Self {
        Self { up: format.max(), down: if format.is_signed() { -format.min() } else { 0 } }
    }
}

/// The ends of products of some rows, by the formats of weights and inputs; `line` tells what a line is worth with so
/// many of them driven.
pub(super) fn products(
    line: &dyn Fn(usize) -> i64,
    rows: usize,
    (weight, input): (Format, Format),
) -> Ends {
    let (w, x) = (Worth::of(weight), Worth::of(input));
    if w.down == 0 || x.down == 0 {
        // Bits of one sign do not compete for rows.
        return independent([line(0), line(rows)], (weight, input));
    }
    match straight(line, rows) {
        Some(step) => {
            let of_nothing = line(0) * (w.up - w.down) * (x.up - x.down);
            let (low, high) = row(weight, input);
            let by = rows as i64 * step;
            (of_nothing + by * low, of_nothing + by * high)
        }
        None => search(&(0..=rows).map(line).collect::<Vec<i64>>(), w, x),
    }
}

/// The ends where each line is worth its least or its most whatever the others are.
pub(super) fn independent([least, most]: [i64; 2], (weight, input): (Format, Format)) -> Ends {
    let (w, x) = (Worth::of(weight), Worth::of(input));
    let (up, down) = (w.up * x.up + w.down * x.down, w.down * x.up + w.up * x.down);
    (up * least - down * most, up * most - down * least)
}

/// What a driven cell adds, where that is always the same.
fn straight(line: &dyn Fn(usize) -> i64, rows: usize) -> Option<i64> {
    let (mut before, first) = (line(0), if rows > 0 { line(1) - line(0) } else { 0 });
    let mut goes_on = |driven: usize| {
        let here = line(driven);
        let step = here - before;
        before = here;
        step == first
    };
    (1..=rows).all(&mut goes_on).then_some(first)
}

/// The ends of the product of one row.
fn row(weight: Format, input: Format) -> Ends {
    let corners = [weight.min(), weight.max()].map(|w| [w * input.min(), w * input.max()]);
    let corners = corners.as_flattened();
    (corners.iter().copied().fold(0, i64::min), corners.iter().copied().fold(0, i64::max))
}

/// All ways to share rows among positive weight bits, signs and both. An input plane that drives `i` rows of the
/// first, `j` of the second and `k` of the third gives `up f(i + k) - down f(j + k)`; positive planes and the sign
/// plane are driven as each likes.
fn search(line: &[i64], w: Worth, x: Worth) -> Ends {
    let rows = line.len() - 1;
    // By `p` the most that a plane can give, by `q` the least, for `k` up to the present `r`.
    let (mut most, mut least) = (vec![i64::MIN; rows + 1], vec![i64::MAX; rows + 1]);
    let mut ends = (i64::MAX, i64::MIN);
    for r in 0..=rows {
        let alone = rows - r;
        for n in 0..=alone {
            most[n] = most[n].max(w.up * line[n + r] - w.down * line[r]);
            least[n] = least[n].min(w.up * line[r] - w.down * line[n + r]);
        }
        for p in 0..=alone {
            let (high, low) = (most[p], least[alone - p]);
            ends.0 = ends.0.min(x.up * low - x.down * high);
            ends.1 = ends.1.max(x.up * high - x.down * low);
        }
    }
    ends
}

/// The ends of `sign(x) |w| + sign(w) |x|` of one row.
pub(super) fn multiplication_free(weight: Format, input: Format) -> Ends {
    let corners = |format: Format| {
        let all = [format.min(), -1, 0, 1, format.max()];
        all.into_iter().filter(move |code| format.contains(*code))
    };
    let of = |w: i64, x: i64| x.signum() * w.abs() + w.signum() * x.abs();
    let all = corners(weight).flat_map(|w| corners(input).map(move |x| of(w, x)));
    all.fold((0, 0), |ends, one| (ends.0.min(one), ends.1.max(one)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The ends over all weights and inputs of some rows.
    fn tried(line: &[i64], weight: Format, input: Format) -> Ends {
        let row = |code: usize| {
            let inputs = 1usize << input.bits();
            (code / inputs, code % inputs)
        };
        let (rows, kinds) = (line.len() - 1, 1usize << (weight.bits() + input.bits()));
        let sigma = |format: Format, bit: u32| {
            if format.is_signed() && bit + 1 == format.bits() { -1 } else { 1 }
        };
        let of = |mut all: usize| {
            let mut counts = [[0; 4]; 4];
            for _ in 0..rows {
                let (w, x) = row(all % kinds);
                all /= kinds;
                for (a, counts) in counts.iter_mut().enumerate() {
                    for (b, count) in counts.iter_mut().enumerate() {
                        *count += (w >> a) & (x >> b) & 1;
                    }
                }
            }
            let mut sum = 0;
            for a in 0..weight.bits() {
                for b in 0..input.bits() {
                    let worth = line[counts[a as usize][b as usize]] << (a + b);
                    sum += sigma(weight, a) * sigma(input, b) * worth;
                }
            }
            sum
        };
        let all = || (0..kinds.pow(rows as u32)).map(of);
        (all().min().unwrap(), all().max().unwrap())
    }

    #[test]
    fn ends_are_those_of_all_weights_and_inputs() {
        let (u, s) = (Format::unsigned, Format::signed);
        let lines: [&[i64]; 8] = [
            &[0, 1, 2],
            &[0, 1, 1],
            &[0, 0, 1],
            &[3, 3, 4, 4],
            &[0, 1, 1, 1],
            &[0, 0, 1, 2],
            &[2, 4, 6, 6],
            &[5, 6, 7, 8],
        ];
        for line in lines {
            for weight in [u(1), s(2), s(3)] {
                for input in [u(1), u(2), s(2), s(3)] {
                    if line.len() > 3 && weight.bits() + input.bits() > 5 {
                        continue;
                    }
                    let rows = line.len() - 1;
                    let found = products(&|driven| line[driven], rows, (weight, input));
                    assert_eq!(found, tried(line, weight, input), "{line:?} {weight} {input}");
                }
            }
        }
    }

    #[test]
    fn known_ends() {
        let s = Format::signed;
        assert_eq!(products(&|driven| driven as i64, 3, (s(2), s(3))), (-18, 24));
        // A weight of 1 or more against a sign of one: never less than nothing.
        assert_eq!(multiplication_free(s(3), Format::unsigned(1)), (0, 4));
        assert_eq!(multiplication_free(s(2), s(2)), (-4, 2));
    }
}
