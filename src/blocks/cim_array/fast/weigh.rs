//! Weighting by input planes, and from bits of many lines to numbers.

use fearless_simd::{prelude::*, u64x4};

use super::count::full_add;

/// Sums over planes, least significant first: `sum_b 2^b count_b`.
pub(super) struct Weighted<S: Simd> {
    /// Finished bits, one a plane.
    low: [u64x4<S>; 8],
    planes: usize,
    /// The sum so far, without the finished bits.
    rest: [u64x4<S>; 8],
}

impl<S: Simd> Weighted<S> {
    #[inline(always)]
    pub fn new(simd: S) -> Self {
        let zeros = [u64x4::<S>::splat(simd, 0); 8];
        Self { low: zeros, planes: 0, rest: zeros }
    }

    /// Adds the counts, of `bits` bits, of the next plane.
    #[inline(always)]
    pub fn add(&mut self, simd: S, counts: &[u64x4<S>; 8], bits: usize) {
        let mut carry = u64x4::<S>::splat(simd, 0);
        let mut sum = [u64x4::<S>::splat(simd, 0); 9];
        for k in 0..bits {
            (sum[k], carry) = full_add::<S>(self.rest[k], counts[k], carry);
        }
        sum[bits] = carry;
        self.low[self.planes] = sum[0];
        self.planes += 1;
        self.rest[..bits].copy_from_slice(&sum[1..=bits]);
    }

    /// The 16 bits of the sums.
    #[inline(always)]
    pub fn bits(&self, simd: S, bits: usize) -> [u64x4<S>; 16] {
        let mut all = [u64x4::<S>::splat(simd, 0); 16];
        all[..self.planes].copy_from_slice(&self.low[..self.planes]);
        all[self.planes..self.planes + bits].copy_from_slice(&self.rest[..bits]);
        all
    }
}

/// Transposes every square of 16 by 16 bits: bit `16 f + i` of element `k` becomes bit `16 f + k` of
/// element `i` (Warren, *Hacker's Delight*, 7-3).
#[inline(always)]
pub(super) fn transposed<S: Simd>(mut rows: [u64x4<S>; 16]) -> [u64x4<S>; 16] {
    let stages = [
        (8, 0x00ff_00ff_00ff_00ff),
        (4, 0x0f0f_0f0f_0f0f_0f0f),
        (2, 0x3333_3333_3333_3333),
        (1, 0x5555_5555_5555_5555u64),
    ];
    for (distance, mask) in stages {
        for low in (0..16).filter(|row| row & distance == 0) {
            let high = low + distance;
            let swapped = ((rows[low] >> distance as u32) ^ rows[high]) & mask;
            rows[high] ^= swapped;
            rows[low] ^= swapped << distance as u32;
        }
    }
    rows
}
