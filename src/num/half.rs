//! Half-precision floats.

/// Bits of the mantissa that are stored.
const MANTISSA: u32 = 10;

/// What is subtracted from the stored exponent of a normal number.
const BIAS: i32 = 15;

/// The number that the 16 bits of an IEEE 754 `binary16` stand for; exact, subnormals, infinities and
/// NaN included.
pub fn half(bits: u16) -> f64 {
    let mantissa = f64::from(bits & ((1 << MANTISSA) - 1));
    let unit = f64::from(1 << MANTISSA);
    let magnitude = match i32::from(bits >> MANTISSA & 0x1f) {
        0 => mantissa / unit * 2f64.powi(1 - BIAS),
        0x1f if mantissa == 0.0 => f64::INFINITY,
        0x1f => f64::NAN,
        exponent => (1.0 + mantissa / unit) * 2f64.powi(exponent - BIAS),
    };
    if bits >> 15 == 1 { -magnitude } else { magnitude }
}

#[cfg(test)]
mod tests {
    use super::half;

    #[test]
    fn known_bits() {
        for (bits, number) in [
            (0x0000, 0.0),
            (0x0001, 2f64.powi(-24)),
            (0x03ff, 2f64.powi(-14) - 2f64.powi(-24)),
            (0x0400, 2f64.powi(-14)),
            (0x3555, 0.333_251_953_125),
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x7bff, 65504.0),
            (0x7c00, f64::INFINITY),
            (0xfc00, f64::NEG_INFINITY),
        ] {
            assert_eq!(half(bits), number, "{bits:#06x}");
        }
        assert!(half(0x8000).is_sign_negative() && half(0x7e00).is_nan());
    }

    /// The bits of a half moved to where a single-precision float has them, worth 2^112 as much.
    #[test]
    fn all_bits_are_those_of_a_wider_float() {
        for bits in (0..=u16::MAX).filter(|bits| bits >> 10 & 0x1f != 0x1f) {
            let wide = u32::from(bits & 0x8000) << 16 | u32::from(bits & 0x7fff) << 13;
            assert_eq!(half(bits), f64::from(f32::from_bits(wide)) * 2f64.powi(112), "{bits:#06x}");
        }
    }
}
