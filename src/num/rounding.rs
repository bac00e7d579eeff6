//! Roundings that golden models and quantization share.

use super::Format;

/// Quantizes `value` to the nearest code of `format`, ties to even, saturating.
///
/// `scale` is the real value of one code and must be positive and finite.
pub fn quantize(value: f64, scale: f64, format: Format) -> i64 {
    // `as` saturates, so infinities land on the ends; NaN is refused where data is read.
    format.clamp((value / scale).round_ties_even() as i64)
}

/// `floor((value + 2^(shift-1)) / 2^shift)`: halves go up. `shift = 0` leaves the value alone.
pub fn shift_round(value: i128, shift: u32) -> i128 {
    if shift == 0 { value } else { (value + (1 << (shift - 1))) >> shift }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantize_rounds_ties_to_even_and_saturates() {
        let u4 = Format::unsigned(4);
        assert_eq!([0.5, 1.5, 2.5, 99.0, -3.0].map(|x| quantize(x, 1.0, u4)), [0, 2, 2, 15, 0]);
        assert_eq!(quantize(-0.9, 0.25, Format::signed(4)), -4);
    }

    #[test]
    fn shift_round_sends_halves_up() {
        assert_eq!([5, 6, 7, -5, -6, -7].map(|x| shift_round(x, 2)), [1, 2, 2, -1, -1, -2]);
        assert_eq!(shift_round(-7, 0), -7);
    }
}
