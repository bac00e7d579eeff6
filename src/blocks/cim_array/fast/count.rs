//! Counting: for every line, how many driven rows have its cell set.

use fearless_simd::{prelude::*, u64x4};

use super::planes::Octet;

/// A bit of as many lines.
pub(super) type Word = [u64; 4];

/// A count of up to 4 for every line, as ones, twos and fours, for each set of four rows.
type CountsOfFour = [[Word; 3]; 16];

/// The cells of eight rows: their counts for any rows that are driven, of the first four and the others.
pub(super) type Cells = [CountsOfFour; 2];

/// One bit of sums, and what it carries.
type SumAndCarry<S> = (u64x4<S>, u64x4<S>);

/// Counts of all sets of eight rows whose cells are given row by row.
pub(super) fn cells(rows: &[Word; 8]) -> Cells {
    let (fours, _) = rows.as_chunks::<4>();
    [counts_of_four(&fours[0]), counts_of_four(&fours[1])]
}

fn counts_of_four(rows: &[Word; 4]) -> CountsOfFour {
    std::array::from_fn(|set| {
        let mut counts = [Word::default(); 3];
        for (_, row) in rows.iter().enumerate().filter(|(place, _)| set >> place & 1 == 1) {
            for (word, cells) in row.iter().enumerate() {
                let mut carry = *cells;
                for count in &mut counts {
                    (count[word], carry) = (count[word] ^ carry, count[word] & carry);
                }
            }
        }
        counts
    })
}

#[inline(always)]
pub(super) fn full_add<S: Simd>(a: u64x4<S>, b: u64x4<S>, c: u64x4<S>) -> SumAndCarry<S> {
    let differ = a ^ b;
    (differ ^ c, (a & b) | (differ & c))
}

#[inline(always)]
fn half_add<S: Simd>(a: u64x4<S>, b: u64x4<S>) -> SumAndCarry<S> {
    (a ^ b, a & b)
}

// Not `map`, into which instructions of the caller are not inherited.
#[inline(always)]
fn load<S: Simd>(simd: S, [ones, twos, fours]: &[Word; 3]) -> [u64x4<S>; 3] {
    [u64x4::from_slice(simd, ones), u64x4::from_slice(simd, twos), u64x4::from_slice(simd, fours)]
}

/// Counts of the lines over the rows that `plane` drives, clipped to `bits` bits. Bit `k` of element `i`
/// is worth `2^i` for line `k`; elements from `bits` on are meaningless.
#[inline(always)]
pub(super) fn clipped_counts<S: Simd>(
    simd: S,
    cells: &[Cells],
    octets: &[Octet],
    plane: usize,
    bits: usize,
) -> [u64x4<S>; 8] {
    let mut counts = [u64x4::splat(simd, 0); 8];
    let mut over = u64x4::splat(simd, 0);
    for (cells, octet) in cells.iter().zip(octets) {
        let driven = usize::from(octet[plane]);
        let a = load(simd, &cells[0][driven & 15]);
        let b = load(simd, &cells[1][driven >> 4]);
        let (twos_a, twos_b, fours_a, fours_b, eights_a, eights_b);
        (counts[0], twos_a) = full_add(counts[0], a[0], b[0]);
        (twos_b, fours_a) = full_add(twos_a, a[1], b[1]);
        (counts[1], fours_b) = half_add(counts[1], twos_b);
        (counts[2], eights_a) = full_add(counts[2], a[2], b[2]);
        (counts[2], eights_b) = full_add(counts[2], fours_a, fours_b);
        if bits <= 3 {
            over |= eights_a | eights_b;
            continue;
        }
        let mut carry;
        (counts[3], carry) = full_add(counts[3], eights_a, eights_b);
        for count in counts.iter_mut().take(bits).skip(4) {
            (*count, carry) = half_add(*count, carry);
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
