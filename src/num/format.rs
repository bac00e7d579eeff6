//! Integer number formats.

use std::borrow::Cow;
use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// Codes from a least to a greatest one.
pub type Range = RangeInclusive<i64>;

/// An integer format: `u4` holds 0..=15, `s4` holds -8..=7 in two's complement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Format {
    signed: bool,
    bits: u32,
}

/// Why a text is no [`Format`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormatError {
    text: String,
}

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is no number format: write `u` or `s` and 1 to {} bits, such as `u4` or `s8`",
            self.text,
            Format::MAX_BITS
        )
    }
}

impl std::error::Error for FormatError {}

impl Format {
    /// Widest format; every code fits an `i64` with room for one more bit.
    pub const MAX_BITS: u32 = 62;

    /// Codes 0..=2^bits - 1. `bits` must be in 1..=[`Self::MAX_BITS`].
    pub const fn unsigned(bits: u32) -> Self {
        assert!(bits >= 1 && bits <= Self::MAX_BITS);
        Self { signed: false, bits }
    }

    /// Codes -2^(bits-1)..=2^(bits-1) - 1. `bits` must be in 1..=[`Self::MAX_BITS`].
    pub const fn signed(bits: u32) -> Self {
        assert!(bits >= 1 && bits <= Self::MAX_BITS);
        Self { signed: true, bits }
    }

    /// Width on wires.
    pub const fn bits(self) -> u32 {
        self.bits
    }

    /// Whether the top bit weighs -2^(bits-1).
    pub const fn is_signed(self) -> bool {
        self.signed
    }

    /// Least code.
    pub const fn min(self) -> i64 {
        if self.signed { -(1 << (self.bits - 1)) } else { 0 }
    }

    /// Greatest code.
    pub const fn max(self) -> i64 {
        if self.signed { (1 << (self.bits - 1)) - 1 } else { (1 << self.bits) - 1 }
    }

    /// All codes.
    pub const fn codes(self) -> Range {
        self.min()..=self.max()
    }

    /// Whether every code of `other` is a code of this.
    pub fn holds(self, other: Format) -> bool {
        self.min() <= other.min() && other.max() <= self.max()
    }

    /// Whether `code` can be represented.
    pub const fn contains(self, code: i64) -> bool {
        self.min() <= code && code <= self.max()
    }

    /// The representable code nearest to `code` (saturation).
    pub fn clamp(self, code: i64) -> i64 {
        code.clamp(self.min(), self.max())
    }

    /// The bits of `code` on wires, low `bits` of its two's complement.
    pub const fn encode(self, code: i64) -> u64 {
        (code as u64) & ((1 << self.bits) - 1)
    }

    /// The code that the low `bits` of `raw` stand for.
    pub const fn decode(self, raw: u64) -> i64 {
        let unused = 64 - self.bits;
        if self.signed {
            ((raw << unused) as i64) >> unused
        } else {
            ((raw << unused) >> unused) as i64
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.signed { 's' } else { 'u' }, self.bits)
    }
}

impl FromStr for Format {
    type Err = FormatError;

    fn from_str(text: &str) -> Result<Self, FormatError> {
        let error = || FormatError { text: text.to_string() };
        let signed = match text.as_bytes().first() {
            Some(b'u') => false,
            Some(b's') => true,
            _ => return Err(error()),
        };
        let digits = &text[1..];
        if digits.is_empty()
            || digits.starts_with('0')
            || !digits.bytes().all(|b| b.is_ascii_digit())
        {
            return Err(error());
        }
        match digits.parse() {
            Ok(bits @ 1..=Self::MAX_BITS) => Ok(Self { signed, bits }),
            _ => Err(error()),
        }
    }
}

impl TryFrom<String> for Format {
    type Error = FormatError;

    fn try_from(text: String) -> Result<Self, FormatError> {
        text.parse()
    }
}

impl JsonSchema for Format {
    fn schema_name() -> Cow<'static, str> {
        "Format".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A number format: `u4` holds 0 to 15, `s4` holds -8 to 7 in two's complement.",
            "type": "string",
            // As `from_str`; a test tries every width.
            "pattern": "^[us]([1-9]|[1-5][0-9]|6[0-2])$",
        })
    }
}

impl From<Format> for String {
    fn from(format: Format) -> String {
        format.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_of_known_formats() {
        assert_eq!((Format::unsigned(4).min(), Format::unsigned(4).max()), (0, 15));
        assert_eq!((Format::signed(4).min(), Format::signed(4).max()), (-8, 7));
        assert_eq!((Format::signed(1).min(), Format::signed(1).max()), (-1, 0));
    }

    #[test]
    fn text_round_trip_and_refusals() {
        for text in ["u1", "s8", "u62"] {
            assert_eq!(text.parse::<Format>().unwrap().to_string(), text);
        }
        for text in ["", "u", "u0", "u63", "x4", "u04", "s-1", "u4 ", "é4", "u99999999999"] {
            assert!(text.parse::<Format>().is_err(), "{text}");
        }
    }

    #[test]
    fn encode_then_decode_is_identity() {
        for format in
            [Format::unsigned(1), Format::signed(1), Format::signed(5), Format::signed(62)]
        {
            for code in [format.min(), -1, 0, 1, format.max()] {
                if format.contains(code) {
                    assert_eq!(format.decode(format.encode(code)), code);
                }
            }
        }
    }
}
