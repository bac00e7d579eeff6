//! Number formats: integers, and small floats whose codes are their bits.

use std::borrow::Cow;
use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::minifloat::{Minifloat, Rule};
use super::rounding::quantize;

/// Codes from a least to a greatest one.
pub type Range = RangeInclusive<i64>;

/// A number format. Integers: `u4` holds 0..=15, `s4` holds -8..=7 in two's complement; a code is the number. Small
/// floats ([`Minifloat`]): `e4m3`, `bf16`; a code is the float's bits, from 0 up.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Format {
    signed: bool,
    bits: u32,
    float: Option<Minifloat>,
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
            "`{}` is no number format: write `u` or `s` and 1 to {} bits, such as `u4` or `s8`, or a float such as \
             `e4m3` or `bf16`",
            self.text,
            Format::MAX_BITS
        )?;
        match elsewhere(&self.text) {
            Some(format) => write!(f, "; here it is `{format}`"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for FormatError {}

/// What formats are called here that others call so.
fn elsewhere(text: &str) -> Option<&'static str> {
    Some(match text {
        "fp8" | "float8" | "float8_e4m3" | "float8_e4m3fn" | "fp8_e4m3" => "e4m3",
        "float8_e5m2" | "fp8_e5m2" => "e5m2",
        "float8_e8m0fnu" | "float8_e8m0" => "e8m0",
        "bfloat16" => "bf16",
        "half" | "float16" | "f16" => "fp16",
        "float" | "single" | "float32" | "f32" => "fp32",
        "int4" => "s4",
        "int8" | "i8" => "s8",
        "int16" | "i16" => "s16",
        "uint4" => "u4",
        "uint8" | "byte" => "u8",
        "uint16" => "u16",
        "bool" | "bit" => "u1",
        _ => return None,
    })
}

impl Format {
    /// Widest format; every code fits an `i64` with room for one more bit.
    pub const MAX_BITS: u32 = 62;

    /// Codes 0..=2^bits - 1. `bits` must be in 1..=[`Self::MAX_BITS`].
    pub const fn unsigned(bits: u32) -> Self {
        assert!(bits >= 1 && bits <= Self::MAX_BITS);
        Self { signed: false, bits, float: None }
    }

    /// Codes -2^(bits-1)..=2^(bits-1) - 1. `bits` must be in 1..=[`Self::MAX_BITS`].
    pub const fn signed(bits: u32) -> Self {
        assert!(bits >= 1 && bits <= Self::MAX_BITS);
        Self { signed: true, bits, float: None }
    }

    /// The bits of a small float.
    pub const fn float(float: Minifloat) -> Self {
        Self { signed: false, bits: float.bits(), float: Some(float) }
    }

    /// The float whose bits codes are; `None` of integers.
    pub const fn as_float(self) -> Option<Minifloat> {
        self.float
    }

    /// Whether a code is the number itself.
    pub const fn is_integer(self) -> bool {
        self.float.is_none()
    }

    /// What texts are formats, as a regular expression; tests try them all.
    pub fn pattern() -> String {
        format!("^([us]([1-9]|[1-5][0-9]|6[0-2])|{})$", Minifloat::PATTERN)
    }

    /// What a code stands for, in units of an integer's last place or of 1.
    pub fn value(self, code: i64) -> f64 {
        match self.float {
            None => code as f64,
            Some(float) => float.value(self.encode(code)),
        }
    }

    /// The least and the greatest number that a code stands for.
    pub fn ends(self) -> [f64; 2] {
        let Some(float) = self.float else { return [self.min() as f64, self.max() as f64] };
        let most = float.value(float.greatest());
        [if float.has_sign() { -most } else { float.value(0) }, most]
    }

    /// The code nearest to `number / scale`, ties to even, saturating; `None` of NaN where the format has none, of
    /// infinities where it has neither them nor NaN.
    ///
    /// `scale` is the real value of one code of an integer, and of 1.0 of a float; it must be positive and finite.
    pub fn quantize(self, number: f64, scale: f64) -> Option<i64> {
        match self.float {
            None => number.is_finite().then(|| quantize(number, scale, self)),
            Some(float) => float.encode_real(number / scale, Rule::NEAREST).map(|code| code as i64),
        }
    }

    /// Orders codes by what they stand for ([`Minifloat::rank`]).
    pub fn rank(self, code: i64) -> i64 {
        self.float.map_or(code, |float| float.rank(self.encode(code)))
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

    /// Whether every code of `other` is a code of this, and stands for the same.
    pub fn holds(self, other: Format) -> bool {
        self.float == other.float && self.min() <= other.min() && other.max() <= self.max()
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
        match self.float {
            Some(float) => float.fmt(f),
            None => write!(f, "{}{}", if self.signed { 's' } else { 'u' }, self.bits),
        }
    }
}

impl fmt::Debug for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Format {
    type Err = FormatError;

    fn from_str(text: &str) -> Result<Self, FormatError> {
        let error = || FormatError { text: text.to_string() };
        if let Some(float) = Minifloat::read(text) {
            return Ok(Self::float(float));
        }
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
            Ok(bits @ 1..=Self::MAX_BITS) => Ok(Self { signed, bits, float: None }),
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
            "description": "A number format: `u4` holds 0 to 15, `s4` holds -8 to 7 in two's complement; floats are \
                `e4m3`, `e5m2`, `e8m0`, `bf16`, `fp16`, or a sign with any number of bits for exponent and mantissa, such \
                as `e3m4`, and a bias of their own, such as `e4m3b8`.",
            "type": "string",
            "pattern": Self::pattern(),
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
    fn floats_are_written_by_their_fields() {
        for text in ["e4m3", "e5m2", "e8m0", "bf16", "fp16", "fp32", "e3m4", "e4m3b8", "e2m0b0"] {
            assert_eq!(text.parse::<Format>().unwrap().to_string(), text);
        }
        for (text, name) in [("e5m10", "fp16"), ("e8m7b127", "bf16"), ("e4m3b7", "e4m3")] {
            assert_eq!(text.parse::<Format>().unwrap().to_string(), name);
        }
        for text in
            ["e", "e4", "e4m", "em3", "e1m3", "e9m3", "e4m24", "e04m3", "e4m3b256", "e4m3b", "f16"]
        {
            assert!(text.parse::<Format>().is_err(), "{text}");
        }
    }

    #[test]
    fn names_of_others_are_known() {
        let told = "bfloat16".parse::<Format>().unwrap_err().to_string();
        assert!(told.ends_with("; here it is `bf16`"), "{told}");
    }

    #[test]
    fn floats_and_integers_hold_each_other_never() {
        let [e4m3, u8, bf16] = ["e4m3", "u8", "bf16"].map(|text| text.parse::<Format>().unwrap());
        assert!(e4m3.holds(e4m3) && !u8.holds(e4m3) && !e4m3.holds(u8) && !bf16.holds(e4m3));
        assert_eq!((e4m3.min(), e4m3.max(), e4m3.bits()), (0, 255, 8));
        assert_eq!((e4m3.value(0x7e), e4m3.quantize(-1000.0, 2.0)), (448.0, Some(0xfe)));
        assert_eq!((e4m3.rank(0x80), e4m3.rank(0x81)), (0, -1));
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
