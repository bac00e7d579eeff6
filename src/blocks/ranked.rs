//! Lanes that are compared by what they stand for.

use crate::num::{Format, Minifloat};
use crate::rtl::{ModuleBuilder, Wire};
use crate::tech::GateCount;

/// A lane, and what orders lanes of its format.
#[derive(Clone, Copy)]
pub(in crate::blocks) struct Ranked<'m> {
    /// The lane as it came.
    pub code: Wire<'m>,
    /// A signed number in the order of floats; integers are compared by their codes.
    key: Option<Wire<'m>>,
    is_signed: bool,
}

impl<'m> Ranked<'m> {
    pub fn new(m: &'m ModuleBuilder, code: Wire<'m>, format: Format) -> Self {
        let key = format.as_float().map(|float| key(m, code, float));
        Self { code, key, is_signed: key.is_some() || format.is_signed() }
    }

    /// The same, compared under a name.
    pub fn named(self, m: &'m ModuleBuilder, name: &str) -> Self {
        match self.key {
            Some(key) => Self { key: Some(m.wire(name, key)), ..self },
            None => Self { code: m.wire(name, self.code), ..self },
        }
    }

    /// Whether it stands for less than another.
    pub fn less(self, other: Self) -> Wire<'m> {
        let compared = |one: Self| one.key.unwrap_or(one.code);
        compared(self).less(compared(other), self.is_signed)
    }

    /// One of two.
    pub fn chosen(choice: Wire<'m>, then: Self, otherwise: Self) -> Self {
        let keys = then.key.zip(otherwise.key);
        Self {
            code: choice.mux(then.code, otherwise.code),
            key: keys.map(|(one, other)| choice.mux(one, other)),
            ..then
        }
    }
}

/// A float's magnitude with its sign, so that zeros are equal and NaN is above all else.
fn key<'m>(m: &'m ModuleBuilder, code: Wire<'m>, float: Minifloat) -> Wire<'m> {
    let (bits, width) = (float.magnitude_bits(), key_bits(float));
    let positive = code.slice(0, bits).zero_extend(width);
    let signed = match float.has_sign() {
        true => code.bit(bits).mux(m.constant(width, 0) - positive, positive),
        false => positive,
    };
    match float.nan() {
        None => signed,
        Some(_) => {
            let most = m.constant(width, float.most_ordered());
            most.less(positive, false).mux(m.constant(width, 1 << bits), signed)
        }
    }
}

/// Two's complement of a magnitude, and one number more for NaN.
fn key_bits(float: Minifloat) -> u32 {
    float.magnitude_bits() + 2
}

/// Bits that are compared of a lane.
pub(in crate::blocks) fn compared_bits(format: Format) -> u64 {
    format.as_float().map_or(format.bits(), key_bits).into()
}

/// What makes the keys of so many lanes: a subtraction, and two choices.
pub(in crate::blocks) fn keys(format: Format, lanes: u64) -> GateCount {
    let bits = format.as_float().map_or(0, |float| lanes * u64::from(key_bits(float)));
    GateCount { full_adders: bits, muxes: 2 * bits, ..GateCount::default() }
}
