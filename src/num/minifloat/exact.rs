//! Numbers that no float has rounded yet.

/// `(-1)^negative * magnitude * 2^exponent`, exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exact {
    /// Below zero, or a zero with a sign.
    pub negative: bool,
    /// The integer before the power of two.
    pub magnitude: u128,
    /// The power of two.
    pub exponent: i32,
}

impl Exact {
    /// A finite number; `None` for infinities and NaN.
    pub fn of(number: f64) -> Option<Self> {
        const MANTISSA: u32 = f64::MANTISSA_DIGITS - 1;
        const LEAST: i32 = f64::MIN_EXP - f64::MANTISSA_DIGITS as i32;
        let bits = number.to_bits();
        let fraction = bits & ((1 << MANTISSA) - 1);
        let (magnitude, exponent) = match (bits >> MANTISSA) & 0x7ff {
            0 => (fraction, LEAST),
            field => (fraction | 1 << MANTISSA, LEAST + field as i32 - 1),
        };
        let exact = Self { negative: bits >> 63 == 1, magnitude: magnitude.into(), exponent };
        number.is_finite().then_some(exact)
    }

    /// The power of two of its highest bit; `None` of zero.
    pub(super) fn top(&self) -> Option<i32> {
        self.magnitude.checked_ilog2().map(|bit| bit as i32 + self.exponent)
    }

    /// Its magnitude in units of `2^unit`.
    pub(super) fn in_units_of(&self, unit: i32) -> Units {
        let below = unit - self.exponent;
        match u32::try_from(below) {
            Err(_) | Ok(0) => {
                Units { whole: self.magnitude << below.unsigned_abs(), fraction: 0, rest: false }
            }
            Ok(below) => Units::split(self.magnitude, below),
        }
    }
}

/// A magnitude in units of a float's last place.
pub(super) struct Units {
    /// Whole units.
    pub whole: u128,
    /// The first sixteen bits of what is left.
    pub fraction: u32,
    /// Whether there is more.
    pub rest: bool,
}

impl Units {
    fn split(magnitude: u128, below: u32) -> Self {
        let bits_from = |bit: u32| magnitude.checked_shr(bit).unwrap_or(0);
        let fraction = match below.checked_sub(16) {
            Some(dropped) => bits_from(dropped),
            None => magnitude << (16 - below),
        };
        let is_dropped = |dropped: u32| magnitude.trailing_zeros() < dropped;
        Self {
            whole: bits_from(below),
            fraction: (fraction & 0xffff) as u32,
            rest: magnitude != 0 && below.checked_sub(16).is_some_and(is_dropped),
        }
    }
}
