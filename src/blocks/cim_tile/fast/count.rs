//! Counting: for every line, how many driven rows have its cell set.

use fearless_simd::{prelude::*, u64x4};

/// The cells of one row, or one bit of a number, of as many lines.
pub(super) type Word = [u64; 4];

/// One bit of the sums of as many lines as a vector has bits, and what it carries.
type SumAndCarry<V> = (V, V);

#[inline(always)]
pub(super) fn full_add<S: Simd>(a: u64x4<S>, b: u64x4<S>, c: u64x4<S>) -> SumAndCarry<u64x4<S>> {
    let differ = a ^ b;
    (differ ^ c, (a & b) | (differ & c))
}

#[inline(always)]
fn half_add<S: Simd>(a: u64x4<S>, b: u64x4<S>) -> SumAndCarry<u64x4<S>> {
    (a ^ b, a & b)
}

/// Counts of the lines in `rows`, clipped to `bits` bits. Bit `k` of element `i` is worth `2^i` for
/// line `k`; elements from `bits` on are meaningless.
#[inline(always)]
pub(super) fn clipped_counts<S: Simd>(
    simd: S,
    cells: &[Word],
    rows: &[[u16; 8]],
    bits: usize,
) -> [u64x4<S>; 8] {
    let row = |slot: u16| u64x4::from_slice(simd, &cells[usize::from(slot)]);
    let mut counts = [u64x4::<S>::splat(simd, 0); 8];
    let mut over = u64x4::<S>::splat(simd, 0);
    for [a, b, c, d, e, f, g, h] in rows {
        let [mut ones, mut twos, mut fours, ..] = counts;
        let (twos_a, twos_b, twos_c, twos_d, fours_a, fours_b, mut carry);
        (ones, twos_a) = full_add::<S>(ones, row(*a), row(*b));
        (ones, twos_b) = full_add::<S>(ones, row(*c), row(*d));
        (twos, fours_a) = full_add::<S>(twos, twos_a, twos_b);
        (ones, twos_c) = full_add::<S>(ones, row(*e), row(*f));
        (ones, twos_d) = full_add::<S>(ones, row(*g), row(*h));
        (twos, fours_b) = full_add::<S>(twos, twos_c, twos_d);
        (fours, carry) = full_add::<S>(fours, fours_a, fours_b);
        [counts[0], counts[1], counts[2]] = [ones, twos, fours];
        // An octet carries at most one eight.
        for count in counts.iter_mut().take(bits).skip(3) {
            (*count, carry) = half_add::<S>(*count, carry);
        }
        over |= carry;
    }
    for count in counts.iter().take(3).skip(bits) {
        over |= *count;
    }
    for count in counts.iter_mut().take(bits) {
        *count |= over;
    }
    counts
}
