//! Rounding to a float, once and exactly.

use serde::{Deserialize, Serialize};

use super::exact::{Exact, Units};
use super::layout::{Minifloat, Specials};

/// Which of the two numbers around an exact one is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// The nearer one; halves go to the one whose significand is even, which without a mantissa is the greater one.
    NearestEven,
    /// The one nearer to zero.
    Truncate,
    /// The one farther from zero where `draw / 2^16` and the first 16 bits of what is beyond the nearer one to zero
    /// make 1 or more together.
    Stochastic {
        /// Drawn evenly from all 16 bits.
        draw: u16,
    },
}

/// What becomes of numbers that are beyond the greatest one after rounding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Overflow {
    /// The greatest number, with the sign.
    Saturate,
    /// An infinity where the format has some, else NaN; the greatest number where it has neither.
    Nan,
}

/// What becomes of numbers below the least normal one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Subnormals {
    /// They are rounded to multiples of the last place.
    Keep,
    /// What is still below the least normal number after that becomes a zero with the sign.
    Flush,
}

/// How numbers become codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Which of two codes is taken.
    pub rounding: Rounding,
    /// What is beyond the greatest one.
    pub overflow: Overflow,
    /// What is below the least normal one.
    pub subnormals: Subnormals,
}

impl Rule {
    /// As samples and weights are rounded: to the nearest, even of two, saturating, with subnormals.
    pub const NEAREST: Self = Self {
        rounding: Rounding::NearestEven,
        overflow: Overflow::Saturate,
        subnormals: Subnormals::Keep,
    };
}

impl Minifloat {
    /// The code of an exact number, rounded once.
    ///
    /// Zeros keep their sign. A scale has neither zero nor sign: what is not above zero is its least code, or NaN
    /// where overflow is.
    pub fn encode(self, exact: Exact, rule: Rule) -> u64 {
        if self.specials() == Specials::Scale {
            return self.scale(exact, rule);
        }
        let sign = u64::from(exact.negative) << (self.magnitude_bits());
        let magnitude = match self.rounded(exact, rule) {
            Some(code) if code < 1 << self.mantissa() && rule.subnormals == Subnormals::Flush => 0,
            Some(code) => code,
            None => self.beyond(rule),
        };
        sign | magnitude
    }

    /// The code of a real number, rounded once. Infinities and NaN are those of the format; an infinity is NaN where
    /// there is none. `None` where the format cannot say it.
    pub fn encode_real(self, number: f64, rule: Rule) -> Option<u64> {
        match Exact::of(number) {
            Some(exact) => Some(self.encode(exact, rule)),
            None => {
                let special = if number.is_nan() { None } else { self.infinity() };
                let sign = u64::from(self.has_sign() && number.is_sign_negative());
                let sign = sign << (self.magnitude_bits());
                special.or(self.nan()).map(|code| code | sign)
            }
        }
    }

    /// Exponent and mantissa of the rounded magnitude; `None` beyond the greatest one.
    fn rounded(self, exact: Exact, rule: Rule) -> Option<u64> {
        let (bias, mantissa) = (self.bias() as i32, self.mantissa() as i32);
        let Some(top) = exact.top() else { return Some(0) };
        // Power of two of the last place: of the least normal number, or of this one.
        let least = 1 - bias - mantissa;
        let unit = least.max(top - mantissa);
        let significand = rule.rounding.to_whole(&exact.in_units_of(unit));
        // A significand that rounds up to the next power of two carries into the exponent.
        let code = ((unit - least) as u64) << self.mantissa();
        Some(code + significand).filter(|code| *code <= self.greatest())
    }

    fn scale(self, exact: Exact, rule: Rule) -> u64 {
        let Some(top) = exact.top().filter(|_| !exact.negative) else {
            return if rule.overflow == Overflow::Nan { self.greatest() + 1 } else { 0 };
        };
        let unit = top.max(-(self.bias() as i32));
        let up = rule.rounding.to_whole(&exact.in_units_of(unit)).max(1) - 1;
        let code = (unit + self.bias() as i32) as u64 + up;
        if code <= self.greatest() { code } else { self.beyond(rule) }
    }

    fn beyond(self, rule: Rule) -> u64 {
        let special = self.infinity().or(self.nan()).filter(|_| rule.overflow == Overflow::Nan);
        special.unwrap_or(self.greatest())
    }
}

impl Rounding {
    /// Whole units, which are at most a significand of 24 bits and one more.
    fn to_whole(self, units: &Units) -> u64 {
        const HALF: u32 = 1 << 15;
        let Units { whole, fraction, rest } = *units;
        let up = match self {
            Self::Truncate => false,
            Self::NearestEven if fraction == HALF && !rest => whole % 2 == 1,
            Self::NearestEven => fraction >= HALF,
            Self::Stochastic { draw } => fraction + u32::from(draw) > 0xffff,
        };
        whole as u64 + u64::from(up)
    }
}
