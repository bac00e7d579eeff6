//! What codes stand for.

use super::exact::Exact;
use super::layout::{Minifloat, Specials};

/// What a code stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decoded {
    /// A number: the code's significand `S` and its power of two.
    Number(Exact),
    /// An infinity.
    Infinite {
        /// Below all numbers.
        negative: bool,
    },
    /// No number.
    Nan {
        /// Its sign is set.
        negative: bool,
    },
}

impl Minifloat {
    /// What a code stands for. Bits beyond the format's are ignored.
    pub fn decode(self, code: u64) -> Decoded {
        let field = |low: u32, bits: u32| code >> low & ((1 << bits) - 1);
        let negative = self.has_sign() && field(self.magnitude_bits(), 1) == 1;
        let (exponent, mantissa) =
            (field(self.mantissa(), self.exponent()), field(0, self.mantissa()));
        let magnitude = field(0, self.magnitude_bits());
        if magnitude > self.greatest() {
            return match self.infinity() == Some(magnitude) {
                true => Decoded::Infinite { negative },
                false => Decoded::Nan { negative },
            };
        }
        let is_scale = self.specials() == Specials::Scale;
        let hidden = u64::from(exponent > 0 || is_scale) << self.mantissa();
        let exponent = if is_scale { exponent } else { exponent.max(1) };
        let exponent = exponent as i32 - self.bias() as i32 - self.mantissa() as i32;
        Decoded::Number(Exact { negative, magnitude: (mantissa | hidden).into(), exponent })
    }

    /// The same as a real number, which an `f64` always holds.
    pub fn value(self, code: u64) -> f64 {
        match self.decode(code) {
            Decoded::Nan { negative: true } => -f64::NAN,
            Decoded::Nan { negative: false } => f64::NAN,
            Decoded::Infinite { negative: true } => f64::NEG_INFINITY,
            Decoded::Infinite { negative: false } => f64::INFINITY,
            Decoded::Number(Exact { negative, magnitude, exponent }) => {
                let magnitude = magnitude as f64 * 2f64.powi(exponent);
                if negative { -magnitude } else { magnitude }
            }
        }
    }
}
