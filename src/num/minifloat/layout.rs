//! Fields of a small float, and how it is written.

use std::fmt;

/// A float of up to 32 bits. Written `e4m3`, with a bias of its own `e4m3b8`; some have names: `bf16`, `fp16`, `fp32`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Minifloat {
    pub(super) exponent: u8,
    pub(super) mantissa: u8,
    pub(super) bias: u8,
}

/// What codes stand for beside numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Specials {
    /// Nothing: every code is a number.
    None,
    /// NaN where exponent and mantissa are all ones; no infinities.
    Nan,
    /// Where the exponent is all ones: an infinity if the mantissa is zero, else NaN.
    Ieee,
    /// A scale: no sign and no zero, powers of two alone, NaN where all bits are ones.
    Scale,
}

/// Names of formats, beside `e<exponent>m<mantissa>`.
const NAMED: [(&str, Minifloat); 3] =
    [("bf16", Minifloat::BF16), ("fp16", Minifloat::FP16), ("fp32", Minifloat::FP32)];

impl Minifloat {
    /// 1, 4 and 3 bits, greatest number 448, NaN, no infinities.
    pub const E4M3: Self = Self { exponent: 4, mantissa: 3, bias: 7 };
    /// 1, 5 and 2 bits, greatest number 57,344, infinities and NaN.
    pub const E5M2: Self = Self { exponent: 5, mantissa: 2, bias: 15 };
    /// Powers of two from 2^-127 to 2^127, and NaN: scales of microscaling formats.
    pub const E8M0: Self = Self { exponent: 8, mantissa: 0, bias: 127 };
    /// The upper half of a single-precision float.
    pub const BF16: Self = Self { exponent: 8, mantissa: 7, bias: 127 };
    /// IEEE 754 `binary16`.
    pub const FP16: Self = Self { exponent: 5, mantissa: 10, bias: 15 };
    /// IEEE 754 `binary32`.
    pub const FP32: Self = Self { exponent: 8, mantissa: 23, bias: 127 };

    /// Most bits of an exponent; at least 2 are needed.
    pub const MAX_EXPONENT: u32 = 8;
    /// Most bits of a mantissa.
    pub const MAX_MANTISSA: u32 = 23;
    /// Greatest bias.
    pub const MAX_BIAS: u32 = 255;

    /// A float of so many bits of exponent and mantissa, and a bias of 2^(exponent-1) - 1. `e4m3`, `e5m2`, `e8m0`,
    /// `e8m7`, `e5m10` and `e8m23` have the specials of their standards; of all others every code is a number. `None`
    /// beyond the limits.
    pub fn new(exponent: u32, mantissa: u32) -> Option<Self> {
        Self::with_bias(exponent, mantissa, (1 << (exponent.clamp(1, 31) - 1)) - 1)
    }

    /// The same with a bias of its own.
    pub fn with_bias(exponent: u32, mantissa: u32, bias: u32) -> Option<Self> {
        let is_one = (2..=Self::MAX_EXPONENT).contains(&exponent)
            && mantissa <= Self::MAX_MANTISSA
            && bias <= Self::MAX_BIAS;
        let [exponent, mantissa, bias] = [exponent, mantissa, bias].map(|field| field as u8);
        is_one.then_some(Self { exponent, mantissa, bias })
    }

    /// Bits of the stored exponent.
    pub const fn exponent(self) -> u32 {
        self.exponent as u32
    }

    /// Bits of the stored mantissa.
    pub const fn mantissa(self) -> u32 {
        self.mantissa as u32
    }

    /// What is subtracted from a stored exponent.
    pub const fn bias(self) -> u32 {
        self.bias as u32
    }

    /// Width on wires.
    pub const fn bits(self) -> u32 {
        self.has_sign() as u32 + self.magnitude_bits()
    }

    /// Whether the top bit is a sign: of all but scales.
    pub const fn has_sign(self) -> bool {
        !matches!(self.specials(), Specials::Scale)
    }

    /// Bits of exponent and mantissa: all but the sign.
    pub const fn magnitude_bits(self) -> u32 {
        self.exponent() + self.mantissa()
    }

    pub(super) const fn specials(self) -> Specials {
        match (self.exponent, self.mantissa) {
            (4, 3) => Specials::Nan,
            (5, 2 | 10) | (8, 7 | 23) => Specials::Ieee,
            (8, 0) => Specials::Scale,
            _ => Specials::None,
        }
    }

    /// The greatest finite number's code; the least one's has the sign beside.
    pub const fn greatest(self) -> u64 {
        let all = (1 << self.magnitude_bits()) - 1;
        match self.specials() {
            Specials::None => all,
            Specials::Nan | Specials::Scale => all - 1,
            Specials::Ieee => all - (1 << self.mantissa),
        }
    }

    /// The code of positive infinity.
    pub const fn infinity(self) -> Option<u64> {
        match self.specials() {
            Specials::Ieee => Some(self.greatest() + 1),
            _ => None,
        }
    }

    /// The code of a NaN: the quiet one, where there are several.
    pub const fn nan(self) -> Option<u64> {
        match self.specials() {
            Specials::None => None,
            Specials::Nan | Specials::Scale => Some(self.greatest() + 1),
            Specials::Ieee => Some((self.greatest() + 1) | 1 << (self.mantissa - 1)),
        }
    }

    /// Codes at which something changes: zeros, the least number and the least normal one, one, the greatest number, and
    /// what is beyond it; of both signs.
    pub fn notable(self) -> Vec<u64> {
        let normal = 1 << self.mantissa();
        let one = u64::from(self.bias()) << self.mantissa();
        let above: Vec<u64> = [0, 1, normal, one, self.greatest()]
            .into_iter()
            .chain(self.infinity())
            .chain(self.nan())
            .filter(|code| *code < 1 << self.magnitude_bits())
            .collect();
        let below = above.iter().map(|code| code | 1 << self.magnitude_bits());
        let below: Vec<u64> = below.filter(|_| self.has_sign()).collect();
        [above, below].concat()
    }

    /// Reads `e4m3`, `e4m3b8` or a name.
    pub(in crate::num) fn read(text: &str) -> Option<Self> {
        if let Some((_, named)) = NAMED.iter().find(|(name, _)| *name == text) {
            return Some(*named);
        }
        let (exponent, rest) = text.strip_prefix('e')?.split_once('m')?;
        let (mantissa, bias) = match rest.split_once('b') {
            None => (rest, None),
            Some((mantissa, bias)) => (mantissa, Some(number(bias)?)),
        };
        let (exponent, mantissa) = (number(exponent)?, number(mantissa)?);
        match bias {
            None => Self::new(exponent, mantissa),
            Some(bias) => Self::with_bias(exponent, mantissa, bias),
        }
    }

    /// What texts [`Self::read`] takes, as a regular expression; a test tries them all.
    pub(in crate::num) const PATTERN: &'static str = "bf16|fp16|fp32|e[2-8]m([0-9]|1[0-9]|2[0-3])\
         (b([0-9]|[1-9][0-9]|1[0-9][0-9]|2[0-4][0-9]|25[0-5]))?";
}

/// Digits without a needless zero.
fn number(digits: &str) -> Option<u32> {
    let is_plain = digits == "0" || !digits.starts_with('0');
    let is_number = is_plain && digits.bytes().all(|digit| digit.is_ascii_digit());
    if is_number { digits.parse().ok() } else { None }
}

impl fmt::Display for Minifloat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((name, _)) = NAMED.iter().find(|(_, named)| named == self) {
            return f.write_str(name);
        }
        write!(f, "e{}m{}", self.exponent, self.mantissa)?;
        match Self::new(self.exponent(), self.mantissa()) == Some(*self) {
            true => Ok(()),
            false => write!(f, "b{}", self.bias),
        }
    }
}
