//! Values of any width.

use std::fmt;

/// A two-state value of a fixed width; bits above the width are zero.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Bits {
    width: u32,
    /// The value, if it has up to 64 bits: most have, and need no allocation.
    narrow: u64,
    /// Its words, if it has more.
    wide: Vec<u64>,
}

impl Bits {
    /// All zero. `width` may be anything from 1 up.
    pub fn zero(width: u32) -> Self {
        let wide = if width <= 64 { vec![] } else { vec![0; width.div_ceil(64) as usize] };
        Self { width, narrow: 0, wide }
    }

    /// The low `width` bits of `value`, `width` in 1..=64.
    fn narrow(width: u32, value: u64) -> Self {
        Self { width, narrow: value & u64::MAX >> (64 - width), wide: vec![] }
    }

    fn words_mut(&mut self) -> &mut [u64] {
        match self.width {
            0 => &mut [],
            1..=64 => std::slice::from_mut(&mut self.narrow),
            _ => &mut self.wide,
        }
    }

    /// All one.
    pub fn ones(width: u32) -> Self {
        if let 1..=64 = width {
            return Self::narrow(width, u64::MAX);
        }
        let mut bits = Self::zero(width);
        bits.words_mut().fill(u64::MAX);
        bits.trim();
        bits
    }

    /// The low `width` bits of `value`, zero above bit 63.
    pub fn from_u64(width: u32, value: u64) -> Self {
        match width {
            1..=64 => Self::narrow(width, value),
            _ => Self::from_words(width, &[value]),
        }
    }

    /// The low `width` bits of `value`'s two's complement, sign-extended above bit 63.
    pub fn from_i64(width: u32, value: i64) -> Self {
        let mut bits = Self::zero(width);
        let fill = if value < 0 { u64::MAX } else { 0 };
        bits.words_mut().fill(fill);
        if let Some(word) = bits.words_mut().first_mut() {
            *word = value as u64;
        }
        bits.trim();
        bits
    }

    /// The low `width` bits of little-endian `words`; missing words are zero.
    pub fn from_words(width: u32, words: &[u64]) -> Self {
        let mut bits = Self::zero(width);
        for (to, from) in bits.words_mut().iter_mut().zip(words) {
            *to = *from;
        }
        bits.trim();
        bits
    }

    /// One bit each, bit 0 first.
    pub fn from_bools(values: impl IntoIterator<Item = bool>) -> Self {
        let values: Vec<bool> = values.into_iter().collect();
        let mut bits = Self::zero(values.len() as u32);
        for (index, _) in values.iter().enumerate().filter(|(_, value)| **value) {
            bits.words_mut()[index / 64] |= 1 << (index % 64);
        }
        bits
    }

    /// Parts laid side by side, least significant first.
    pub fn concat<'a>(parts: impl IntoIterator<Item = &'a Bits>) -> Self {
        let parts: Vec<&Bits> = parts.into_iter().collect();
        let mut whole = Self::zero(parts.iter().map(|part| part.width).sum());
        let mut at = 0;
        for part in parts {
            whole.deposit(at, part.words());
            at += part.width;
        }
        whole
    }

    /// Fields laid side by side, each its width, of at most 64 bits, and its value, least significant first; bits
    /// that they leave are zero.
    pub fn from_fields(width: u32, fields: impl IntoIterator<Item = (u32, u64)>) -> Self {
        let mut whole = Self::zero(width);
        let mut at = 0;
        for (bits, value) in fields {
            whole.deposit(at, &[value]);
            at += bits;
        }
        whole
    }

    /// Every bit turned over.
    pub fn complement(mut self) -> Self {
        self.words_mut().iter_mut().for_each(|word| *word = !*word);
        self.trim();
        self
    }

    /// Number of bits.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Little-endian words.
    pub fn words(&self) -> &[u64] {
        match self.width {
            0 => &[],
            1..=64 => std::slice::from_ref(&self.narrow),
            _ => &self.wide,
        }
    }

    /// Bit `index`; zero beyond the width.
    pub fn bit(&self, index: u32) -> bool {
        self.words().get((index / 64) as usize).is_some_and(|word| word >> (index % 64) & 1 == 1)
    }

    /// `width` bits from bit `low` up; zero beyond the width.
    pub fn slice(&self, low: u32, width: u32) -> Self {
        let mut part = Self::zero(width);
        let (word, shift) = ((low / 64) as usize, low % 64);
        for (index, to) in part.words_mut().iter_mut().enumerate() {
            let from = |at: usize| self.words().get(at).copied().unwrap_or(0);
            let upper = if shift == 0 { 0 } else { from(word + index + 1) << (64 - shift) };
            *to = from(word + index) >> shift | upper;
        }
        part.trim();
        part
    }

    /// The low 64 bits.
    pub fn to_u64(&self) -> u64 {
        self.words().first().copied().unwrap_or(0)
    }

    /// Whether any bit is set.
    pub fn any(&self) -> bool {
        self.words().iter().any(|word| *word != 0)
    }

    /// Lowercase hexadecimal, all digits that the width needs.
    pub fn to_hex(&self) -> String {
        let digit = |at: u32| self.words()[(at / 16) as usize] >> (at % 16 * 4) & 15;
        let digits = (0..self.width.div_ceil(4)).rev().map(digit);
        digits.filter_map(|digit| char::from_digit(digit as u32, 16)).collect()
    }

    fn deposit(&mut self, at: u32, part: &[u64]) {
        let (word, shift) = ((at / 64) as usize, at % 64);
        let words = self.words_mut();
        for (index, from) in part.iter().enumerate() {
            words[word + index] |= from << shift;
            if shift != 0 && from >> (64 - shift) != 0 {
                words[word + index + 1] |= from >> (64 - shift);
            }
        }
    }

    fn trim(&mut self) {
        let used = self.width % 64;
        if let (true, Some(last)) = (used != 0, self.words_mut().last_mut()) {
            *last &= (1 << used) - 1;
        }
    }
}

impl fmt::Debug for Bits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}'h{}", self.width, self.to_hex())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn concat_then_slice_returns_the_parts() {
        let parts = [Bits::from_u64(60, 0xabc), Bits::ones(70), Bits::from_i64(130, -2)];
        let whole = Bits::concat(&parts);
        assert_eq!(whole.width(), 260);
        assert_eq!(whole.slice(0, 60), parts[0]);
        assert_eq!(whole.slice(60, 70), parts[1]);
        assert_eq!(whole.slice(130, 130), parts[2]);
        assert!(!whole.bit(130) && whole.bit(131) && !whole.bit(999));
    }

    #[test]
    fn hexadecimal_shows_every_digit() {
        assert_eq!(Bits::from_u64(9, 0x1f).to_hex(), "01f");
        assert_eq!(Bits::ones(65).to_hex(), "1ffffffffffffffff");
        assert_eq!(Bits::from_bools([true, false, true]).to_u64(), 5);
    }

    #[test]
    fn fields_lie_where_their_parts_do() {
        let fields = [(60, 0xabc), (7, 0x7f), (64, u64::MAX - 5), (1, 1)];
        let parts = fields.map(|(width, value)| Bits::from_u64(width, value));
        let packed = Bits::from_fields(140, fields);
        assert_eq!(packed.slice(0, 132), Bits::concat(&parts));
        assert_eq!(packed.slice(132, 8), Bits::zero(8));
        assert_eq!(packed.clone().complement().slice(132, 8), Bits::ones(8));
        assert_eq!(packed.clone().complement().complement(), packed);
    }
}
