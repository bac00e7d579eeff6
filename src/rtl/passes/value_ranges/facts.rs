//! What may be known of one value.

use std::cmp::Ordering;

use crate::rtl::bits::Bits;

/// What is known of one value of some width.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::rtl::passes) struct Known {
    /// Bits that are 0.
    pub zeros: Bits,
    /// Bits that are 1.
    pub ones: Bits,
    /// No value is greater, as an unsigned number.
    pub max: Bits,
    /// Every value is the sign extension of so many low bits, at least 1.
    pub signed: u32,
}

impl Known {
    /// A value of `width` bits of which nothing is known.
    pub fn nothing(width: u32) -> Self {
        let (zeros, ones) = (Bits::zero(width), Bits::zero(width));
        Self { zeros, ones, max: Bits::ones(width), signed: width }
    }

    /// One value.
    pub fn constant(bits: Bits) -> Self {
        let (zeros, max, signed) = (bits.not(), bits.clone(), bits.signed_length());
        Self { zeros, ones: bits, max, signed }
    }

    /// One bit.
    pub fn flag(value: Option<bool>) -> Self {
        value.map_or(Self::nothing(1), |value| Self::constant(Bits::from_u64(1, value.into())))
    }

    /// Known bits, a greatest value, and a signed width, each made as good as it follows from the
    /// others.
    pub fn new(zeros: Bits, ones: Bits, max: Bits, signed: u32) -> Self {
        let width = zeros.width();
        let max = least(zeros.not(), max);
        let length = max.length();
        let zeros = match length < width {
            true => zeros.or(&Bits::ones(width).xor(&Bits::ones(length).slice(0, width))),
            false => zeros,
        };
        let below_ones = ones.not().length();
        let signed = signed.min(length + 1).min(below_ones + 1).clamp(1, width);
        Self { zeros, ones, max, signed }
    }

    /// Known bits alone.
    pub fn of_bits(zeros: Bits, ones: Bits) -> Self {
        let (max, width) = (zeros.not(), zeros.width());
        Self::new(zeros, ones, max, width)
    }

    /// Values of this or of another.
    pub fn or(&self, other: &Self) -> Self {
        let max = match self.max.compare(&other.max) {
            Ordering::Less => &other.max,
            _ => &self.max,
        };
        Self {
            zeros: self.zeros.and(&other.zeros),
            ones: self.ones.and(&other.ones),
            max: max.clone(),
            signed: self.signed.max(other.signed),
        }
    }

    /// The same, knowing also that `signed` low bits suffice and that nothing is above `max`.
    pub fn at_most(self, max: Bits) -> Self {
        Self::new(self.zeros, self.ones, least(self.max, max), self.signed)
    }

    /// The same, knowing also that every value is the sign extension of `signed` low bits.
    pub fn signed_in(self, signed: u32) -> Self {
        let signed = signed.min(self.signed);
        Self::new(self.zeros, self.ones, self.max, signed)
    }

    /// Width of the value.
    pub fn width(&self) -> u32 {
        self.zeros.width()
    }

    /// The value, if all of its bits are known.
    pub fn value(&self) -> Option<&Bits> {
        (self.zeros.ones_count() + self.ones.ones_count() == self.width()).then_some(&self.ones)
    }

    /// A bit, if it is known.
    pub fn bit(&self, index: u32) -> Option<bool> {
        match (self.zeros.bit(index), self.ones.bit(index)) {
            (true, _) => Some(false),
            (_, true) => Some(true),
            _ => None,
        }
    }

    /// The top bit, if it is known.
    pub fn sign(&self) -> Option<bool> {
        self.bit(self.width().saturating_sub(1))
    }
}

/// The lesser number.
pub(super) fn least(a: Bits, b: Bits) -> Bits {
    if b.compare(&a) == Ordering::Less { b } else { a }
}
