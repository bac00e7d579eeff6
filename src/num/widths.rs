//! Widths that sums, counts and ranges need.

use super::Format;

/// Bits of an unsigned number that reaches `max`; 1 for 0.
pub fn bits_for_unsigned(max: u64) -> u32 {
    (64 - max.leading_zeros()).max(1)
}

/// Bits of an index over `count` things; 1 for 0 and 1.
pub fn bits_for_count(count: usize) -> u32 {
    bits_for_unsigned(count.saturating_sub(1) as u64)
}

/// The narrowest format that holds every code of `min..=max`; signed where `min < 0`.
/// `None` if it would be wider than [`Format::MAX_BITS`].
pub fn covering(min: i64, max: i64) -> Option<Format> {
    let bits = if min < 0 {
        // -1 - x maps a negative x to the non-negative number of the same width.
        let magnitude = (-1 - min).max(max) as u64;
        64 - magnitude.leading_zeros() + 1
    } else {
        bits_for_unsigned(max as u64)
    };
    match (bits, min < 0) {
        (1..=Format::MAX_BITS, true) => Some(Format::signed(bits)),
        (1..=Format::MAX_BITS, false) => Some(Format::unsigned(bits)),
        _ => None,
    }
}

/// The narrowest format that holds the sum of one code of each of `formats` and `constant`.
pub fn sum_of(formats: impl IntoIterator<Item = Format>, constant: i64) -> Option<Format> {
    let (mut min, mut max) = (constant, constant);
    for format in formats {
        min = min.checked_add(format.min())?;
        max = max.checked_add(format.max())?;
    }
    covering(min, max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn covering_is_tight() {
        assert_eq!(covering(0, 0), Some(Format::unsigned(1)));
        assert_eq!(covering(0, 15), Some(Format::unsigned(4)));
        assert_eq!(covering(0, 16), Some(Format::unsigned(5)));
        assert_eq!(covering(-8, 7), Some(Format::signed(4)));
        assert_eq!(covering(-9, 7), Some(Format::signed(5)));
        assert_eq!(covering(-1, 8), Some(Format::signed(5)));
        assert_eq!(covering(0, i64::MAX), None);
    }

    #[test]
    fn sums_grow_by_the_logarithm() {
        assert_eq!(sum_of([Format::unsigned(4); 16], 0), Some(Format::unsigned(8)));
        assert_eq!(sum_of([Format::unsigned(4); 2], -31), Some(Format::signed(6)));
        assert_eq!(sum_of([Format::unsigned(62); 4], 0), None);
    }
}
