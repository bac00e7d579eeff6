//! Means of codes by one multiplication and one shift.

use super::{Format, shift_round};

/// Bits of the greatest multiplier, and most bits shifted out: what requantization has.
const MULTIPLIER_BITS: u32 = 16;
const MAX_SHIFT: u32 = 47;

/// Widest codes whose means are looked for.
const MAX_BITS: u32 = 16;

/// The multiplier and the least shift with which [`shift_round`] of `sum * multiplier` is the mean of
/// `count` codes of `format`, rounded, halves up: `floor(sum / count + 1/2)` for every sum there can be.
///
/// `None` where there are none: for codes of more than 16 bits, for windows whose sums need more bits
/// than multipliers have, and for signed codes where `count` is even and no power of two. A multiplier
/// above `2^shift / count` is needed there to send positive halves up, and one below for negative ones.
pub fn rounded_mean(count: usize, format: Format) -> Option<(i64, u32)> {
    let count = i128::try_from(count).ok().filter(|count| (1..1 << 32).contains(count))?;
    if format.bits() > MAX_BITS {
        return None;
    }
    // `2^shift / count` rounded down, and up.
    let neighbors =
        |shift: u32| [0, count - 1].map(|more| (((1i128 << shift) + more) / count, shift));
    (0..=MAX_SHIFT)
        .flat_map(neighbors)
        .take_while(|(multiplier, _)| *multiplier < 1 << MULTIPLIER_BITS)
        .find(|(multiplier, shift)| is_exact(*multiplier, *shift, count, format))
        .map(|(multiplier, shift)| (multiplier as i64, shift))
}

/// Both sides grow with the sum, so they agree everywhere if they step at the same sums.
fn is_exact(multiplier: i128, shift: u32, count: i128, format: Format) -> bool {
    let mean = |sum: i128| shift_round(sum * multiplier, shift);
    let (least, most) = (i128::from(format.min()), i128::from(format.max()));
    // The least sum whose mean, rounded, is `code`: ceil((code - 1/2) * count).
    let step = |code: i128| ((2 * code - 1) * count + 1).div_euclid(2);
    mean(least * count) == least
        && mean(most * count) == most
        && (least + 1..=most).all(|code| {
            let sum = step(code);
            mean(sum) == code && mean(sum - 1) == code - 1
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_by_hand() {
        let u4 = Format::unsigned(4);
        assert_eq!(rounded_mean(1, u4), Some((1, 0)));
        assert_eq!(rounded_mean(4, u4), Some((1, 2)));
        // (0, 1, 2, 3 + 2) / 4 rounds down to 0, 0, 1, 1.
        assert_eq!(rounded_mean(3, Format::unsigned(1)), Some((1, 2)));
        // By a search over all sums in another language.
        assert_eq!(rounded_mean(9, u4), Some((57, 9)));
        assert_eq!(rounded_mean(3, Format::signed(4)), Some((21, 6)));
        assert_eq!(rounded_mean(49, Format::unsigned(8)), Some((2675, 17)));
        assert_eq!(rounded_mean(196, Format::unsigned(8)), None);
        assert_eq!(rounded_mean(4, Format::unsigned(20)), None);
        assert_eq!(rounded_mean(0, u4), None);
        assert_eq!(rounded_mean(6, Format::signed(4)), None);
    }

    #[test]
    fn every_sum_of_many_windows_has_its_mean() {
        for count in 1..=64 {
            for format in [1, 2, 4, 7, 8].map(Format::unsigned).into_iter().chain([
                Format::signed(2),
                Format::signed(5),
                Format::signed(8),
            ]) {
                let found = rounded_mean(count, format);
                let has_halves = count % 2 == 0 && !count.is_power_of_two();
                assert_eq!(found.is_none(), format.is_signed() && has_halves, "{count} {format}");
                let Some((multiplier, shift)) = found else { continue };
                let n = count as i64;
                for sum in n * format.min()..=n * format.max() {
                    let mean = shift_round(i128::from(sum * multiplier), shift) as i64;
                    assert_eq!(mean, (2 * sum + n).div_euclid(2 * n), "{count} {format} {sum}");
                }
            }
        }
    }
}
