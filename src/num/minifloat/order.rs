//! Floats by size.

use super::layout::Minifloat;

impl Minifloat {
    /// Orders codes by what they stand for: zeros are equal whatever their sign, and NaN is above all else.
    pub fn rank(self, code: u64) -> i64 {
        let low = self.magnitude_bits();
        let magnitude = (code & ((1 << low) - 1)) as i64;
        let is_negative = self.has_sign() && code >> low & 1 == 1;
        match magnitude > self.most_ordered() as i64 {
            true => 1 << low,
            false if is_negative => -magnitude,
            false => magnitude,
        }
    }

    /// The greatest magnitude that is no NaN: a number, or infinity.
    pub const fn most_ordered(self) -> u64 {
        match self.infinity() {
            Some(infinity) => infinity,
            None => self.greatest(),
        }
    }
}
