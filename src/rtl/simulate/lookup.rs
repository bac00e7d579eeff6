//! Columns by lookup, in lanes.
//!
//! Four rows of a column add one of 16 numbers to it, by which of them are driven. These fit bytes, and CPUs
//! look up a byte for each of 16 lanes at once (Mula, Kurz and Lemire, "Faster Population Counts Using AVX2
//! Instructions", Computer Journal 61(1), 2018, count ones so; here the numbers are the column's own weights).
//! For that, words are laid out anew: a byte of every lane side by side.

use std::collections::BTreeMap;

use fearless_simd::{Bytes as _, Simd, prelude::*, u8x32, u16x16};

use super::kernel::Words;
use super::program::{Column, Count, mask};

/// Lanes that are looked up at once.
pub(super) const LANES: usize = 16;

/// Two bytes of a word in every lane, and four times that: the whole word.
type Bytes = [[u8; 2 * LANES]; 4];

/// Most that the weights of one row may come to, so that what is added up in bytes, four times four rows,
/// fits them.
const HEAVIEST: u32 = 15;

/// What the columns of a run are looked up in.
pub(super) struct Lookup {
    words: Vec<Word>,
}

/// A word and what it adds to columns.
struct Word {
    of: u32,
    terms: Vec<Term>,
}

/// `d = a + (sum << left) + least`
struct Term {
    d: u32,
    a: u32,
    left: u32,
    /// What the tables have too much, as none of their numbers is below zero.
    least: u64,
    mask: u64,
    /// Sums of the low and of the high four bits of two bytes.
    tables: [[[u8; 2 * LANES]; 2]; 4],
}

impl Lookup {
    /// `None` where counts are not so many that it pays.
    pub fn new(columns: &[Column], counts: &[Count]) -> Option<Self> {
        let mut words: BTreeMap<u32, Vec<Term>> = BTreeMap::new();
        for column in columns {
            let (d, mask) = (column.d, mask(column.width.into()));
            let mut a = column.a;
            // In the order of words, as they run.
            for group in groups(column.of(counts)) {
                let (tables, below) = tables(&group);
                let (left, least) = (group.left, (below << group.left) as u64);
                let term = Term { d, a, left, least, mask, tables };
                words.entry(group.of).or_default().push(term);
                a = d;
            }
        }
        let counted: usize = columns.iter().map(|column| column.counts as usize).sum();
        let looked_up: usize = words.values().map(Vec::len).sum();
        let words = words.into_iter().map(|(of, terms)| Word { of, terms }).collect();
        (counted > 2 * looked_up).then_some(Self { words })
    }

    #[inline(always)]
    pub fn run<S: Simd, const N: usize>(&self, simd: S, m: &mut [Words<N>]) {
        for lanes in (0..N).step_by(LANES) {
            for word in &self.words {
                let bytes = laid_out(&m[word.of as usize][lanes..lanes + LANES]);
                for term in &word.terms {
                    term.add(simd, &bytes, m, lanes);
                }
            }
        }
    }
}

/// Counts of one word that one byte holds, as weights of its rows.
struct ByteCounts {
    of: u32,
    left: u32,
    weights: [i64; 64],
}

/// A column's counts by their words and, from the lightest on, by their scales.
fn groups(counts: &[Count]) -> Vec<ByteCounts> {
    let mut counts = counts.to_vec();
    counts.sort_by_key(|count| (count.of, count.scale.unsigned_abs()));
    let mut groups: Vec<ByteCounts> = vec![];
    let mut heaviest = 0;
    for Count { of, scale, cells } in counts {
        let left = scale.unsigned_abs().trailing_zeros();
        let weight = |group: &ByteCounts| u32::from(scale.unsigned_abs()) >> group.left;
        let fits = |group: &ByteCounts| group.of == of && heaviest + weight(group) <= HEAVIEST;
        if !groups.last().is_some_and(fits) {
            groups.push(ByteCounts { of, left, weights: [0; 64] });
            heaviest = 0;
        }
        if let Some(group) = groups.last_mut() {
            heaviest += weight(group);
            let weight = i64::from(scale) >> group.left;
            let rows = group.weights.iter_mut().enumerate();
            rows.filter(|(row, _)| cells >> row & 1 == 1).for_each(|(_, sum)| *sum += weight);
        }
    }
    groups
}

/// The tables, none of whose numbers is below zero, and the sum of what was below in each.
fn tables(group: &ByteCounts) -> ([[[u8; 2 * LANES]; 2]; 4], i64) {
    let mut tables = [[[0; 2 * LANES]; 2]; 4];
    let mut least = 0;
    for (place, rows) in group.weights.as_chunks::<4>().0.iter().enumerate() {
        let below: i64 = rows.iter().filter(|weight| **weight < 0).sum();
        least += below;
        let (byte, half) = (place / 2, place % 2);
        let table = &mut tables[byte / 2][half][byte % 2 * LANES..][..LANES];
        for (driven, entry) in table.iter_mut().enumerate() {
            let driven = rows.iter().enumerate().filter(|(row, _)| driven >> row & 1 == 1);
            *entry = (driven.map(|(_, weight)| weight).sum::<i64>() - below) as u8;
        }
    }
    (tables, least)
}

/// The bytes of a word, of lanes 0, 8, 1, 9 and so on: as words of two bytes, those of the first eight lanes
/// are below those of the others.
#[inline(always)]
fn laid_out(lanes: &[u64]) -> Bytes {
    let mut bytes = [[0; 2 * LANES]; 4];
    for (lane, word) in lanes.iter().enumerate() {
        let at = lane % 8 * 2 + lane / 8;
        for (byte, value) in word.to_le_bytes().into_iter().enumerate() {
            bytes[byte / 2][byte % 2 * LANES + at] = value;
        }
    }
    bytes
}

impl Term {
    #[inline(always)]
    fn add<S: Simd, const N: usize>(
        &self,
        simd: S,
        bytes: &Bytes,
        m: &mut [Words<N>],
        lanes: usize,
    ) {
        let mut first = u16x16::splat(simd, 0);
        let mut others = u16x16::splat(simd, 0);
        let halves = bytes.as_chunks::<2>().0.iter().zip(self.tables.as_chunks::<2>().0);
        for (bytes, tables) in halves {
            let mut sums = u8x32::splat(simd, 0);
            for (rows, [low, high]) in bytes.iter().zip(tables) {
                let rows = u8x32::from_slice(simd, rows);
                let (low, high) = (u8x32::from_slice(simd, low), u8x32::from_slice(simd, high));
                sums += low.swizzle_dyn_within_blocks(rows & 15);
                sums += high.swizzle_dyn_within_blocks(rows >> 4);
            }
            let sums: u16x16<S> = sums.bitcast();
            first += sums & 0xff;
            others += sums >> 8;
        }
        let (first, others) = (over_bytes(first), over_bytes(others));
        let a = m[self.a as usize];
        let d = &mut m[self.d as usize];
        let (left, least, mask) = (self.left, self.least, self.mask);
        for (sums, lanes) in [(first, lanes), (others, lanes + LANES / 2)] {
            let (a, d) = (&a[lanes..lanes + LANES / 2], &mut d[lanes..lanes + LANES / 2]);
            for lane in 0..LANES / 2 {
                let sum = u64::from(sums[lane]) << (left & 63);
                d[lane] = a[lane].wrapping_add(sum).wrapping_add(least) & mask;
            }
        }
    }
}

/// Adds up the sums over the even and the odd bytes of a word.
#[inline(always)]
fn over_bytes<S: Simd>(sums: u16x16<S>) -> [u16; LANES / 2] {
    let (even, odd) = sums.split();
    (even + odd).into()
}
