//! Logic and unsigned arithmetic on [`Bits`]. Operands of two have one width, which is the result's.

use std::cmp::Ordering;

use super::bits::Bits;

impl Bits {
    /// Bitwise complement.
    pub fn not(&self) -> Self {
        self.zip(self, |a, _| !a)
    }

    /// Bitwise and.
    pub fn and(&self, other: &Self) -> Self {
        self.zip(other, |a, b| a & b)
    }

    /// Bitwise or.
    pub fn or(&self, other: &Self) -> Self {
        self.zip(other, |a, b| a | b)
    }

    /// Bitwise exclusive or.
    pub fn xor(&self, other: &Self) -> Self {
        self.zip(other, |a, b| a ^ b)
    }

    /// Sum modulo 2^width with a carry in, and whether a carry comes out.
    pub fn add(&self, other: &Self, carry: bool) -> (Self, bool) {
        let mut rest = u128::from(carry);
        let sum = self.zip(other, |a, b| {
            let sum = u128::from(a) + u128::from(b) + rest;
            rest = sum >> 64;
            sum as u64
        });
        // Modulo 2^width a sum is less than an operand exactly where it wrapped around.
        let wrapped = match sum.compare(self) {
            Ordering::Less => true,
            Ordering::Equal => carry && other.ones_count() == other.width(),
            Ordering::Greater => false,
        };
        (sum, wrapped)
    }

    /// Product modulo 2^width.
    pub fn multiply(&self, other: &Self) -> Self {
        let mut words = vec![0u64; self.words().len()];
        for (i, a) in self.words().iter().enumerate() {
            let mut carry = 0;
            for (j, b) in other.words().iter().take(words.len() - i).enumerate() {
                let sum = u128::from(*a) * u128::from(*b) + u128::from(words[i + j]) + carry;
                words[i + j] = sum as u64;
                carry = sum >> 64;
            }
        }
        Self::from_words(self.width(), &words)
    }

    /// Order as unsigned numbers, of any widths.
    pub fn compare(&self, other: &Self) -> Ordering {
        let longer = self.words().len().max(other.words().len());
        let word = |bits: &Self, at: usize| bits.words().get(at).copied().unwrap_or(0);
        let differing = (0..longer).rev().find(|at| word(self, *at) != word(other, *at));
        differing.map_or(Ordering::Equal, |at| word(self, at).cmp(&word(other, at)))
    }

    /// Number of ones.
    pub fn ones_count(&self) -> u32 {
        self.words().iter().map(|word| word.count_ones()).sum()
    }

    /// Bits that the number needs: the highest one's place plus 1, 0 for zero.
    pub fn length(&self) -> u32 {
        let top = self.words().iter().rposition(|word| *word != 0);
        top.map_or(0, |at| at as u32 * 64 + 64 - self.words()[at].leading_zeros())
    }

    /// Bits that the number needs in two's complement, at least 1.
    pub fn signed_length(&self) -> u32 {
        let is_negative = self.bit(self.width().saturating_sub(1));
        let length = if is_negative { self.not().length() } else { self.length() };
        (length + 1).min(self.width())
    }

    fn zip(&self, other: &Self, mut f: impl FnMut(u64, u64) -> u64) -> Self {
        if let ([a], [b]) = (self.words(), other.words()) {
            return Self::from_u64(self.width(), f(*a, *b));
        }
        let words: Vec<u64> =
            self.words().iter().zip(other.words()).map(|(a, b)| f(*a, *b)).collect();
        Self::from_words(self.width(), &words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn as_machine_arithmetic(width in 1u32..=127, a: u128, b: u128, carry: bool) {
            let mask = u128::MAX >> (128 - width);
            let (a, b) = (a & mask, b & mask);
            let bits = |x: u128| Bits::from_words(width, &[x as u64, (x >> 64) as u64]);
            let (x, y) = (bits(a), bits(b));
            let sum = a + b + u128::from(carry);
            proptest::prop_assert_eq!(x.add(&y, carry), (bits(sum & mask), sum > mask));
            proptest::prop_assert_eq!(x.multiply(&y), bits(a.wrapping_mul(b) & mask));
            proptest::prop_assert_eq!(x.compare(&y), a.cmp(&b));
            proptest::prop_assert_eq!(x.not(), bits(!a & mask));
            proptest::prop_assert_eq!(x.ones_count(), a.count_ones());
            proptest::prop_assert_eq!(x.length(), 128 - a.leading_zeros());
            let signed = ((a << (128 - width)) as i128) >> (128 - width);
            let fits = |k: u32| (signed << (128 - k)) >> (128 - k) == signed;
            let least = (1..=width).find(|k| fits(*k)).unwrap();
            proptest::prop_assert_eq!(x.signed_length(), least);
        }
    }
}
