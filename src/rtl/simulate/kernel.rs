//! The execution of the instructions, in all lanes at once.
//!
//! A place in memory holds a word of each lane, so that an instruction is decoded once and its work is a
//! loop over neighbors, for which the compiler takes vector instructions: those that the CPU is found to
//! have when the program runs. What an instruction reads has its place before what it writes.

#![allow(clippy::needless_range_loop, reason = "loops over lanes, of several values at once")]

use std::slice::Iter;

use fearless_simd::{Simd, dispatch};

use crate::parallel::Instructions;

use super::program::{Code, Column, Count, Part, Step, mask};
use super::wide::run_wide;

/// A word of each lane.
pub(super) type Words<const N: usize> = [u64; N];

/// Runs the list once; `wholly` passes over nothing.
pub(super) fn run<const N: usize>(
    instructions: Instructions,
    code: &Code,
    m: &mut [Words<N>],
    wholly: bool,
) {
    dispatch!(instructions.level(), simd => execute(simd, code, m, wholly));
}

#[inline(always)]
fn execute<S: Simd, const N: usize>(simd: S, code: &Code, m: &mut [Words<N>], wholly: bool) {
    let mut steps = code.steps.iter();
    while let Some(step) = steps.next() {
        match *step {
            Step::SkipUnless { c, steps: over } => pass(&mut steps, !wholly && !any(m, c), over),
            Step::SkipIf { c, steps: over } => pass(&mut steps, !wholly && all(m, c), over),
            Step::Skip { steps: over } => pass(&mut steps, !wholly, over),
            Step::Wide(index) => run_wide(&code.wide[index as usize], m),
            Step::AddCounts(column) => add_counts(m, column, &code.counts),
            Step::Columns(index) => code.columns[index as usize].run(simd, &code.counts, m),
            Step::Place { d, part } => unary(m, d, part.a, |a| part.of(a)),
            Step::Join { d, first, parts } => {
                join(m, d, &code.parts[first as usize..(first + parts) as usize]);
            }
            Step::Not { d, a, mask } => unary(m, d, a, |a| !a & mask),
            Step::And { d, a, b } => binary(m, d, (a, b), |a, b| a & b),
            Step::Or { d, a, b } => binary(m, d, (a, b), |a, b| a | b),
            Step::Xor { d, a, b } => binary(m, d, (a, b), |a, b| a ^ b),
            Step::Add { d, a, b, mask } => binary(m, d, (a, b), |a, b| a.wrapping_add(b) & mask),
            Step::Sub { d, a, b, mask } => binary(m, d, (a, b), |a, b| a.wrapping_sub(b) & mask),
            Step::Mul { d, a, b, mask } => binary(m, d, (a, b), |a, b| a.wrapping_mul(b) & mask),
            Step::AddScaled { d, a, b, left, minus, width, unused } => {
                let (sign, mask) = (sign(unused), mask(width.into()));
                let minus = 0u64.wrapping_sub(minus.into());
                binary(m, d, (a, b), |a, b| {
                    let term = (b ^ sign).wrapping_sub(sign) << left;
                    a.wrapping_add((term ^ minus).wrapping_sub(minus)) & mask
                });
            }
            Step::ReduceAnd { d, a, mask } => unary(m, d, a, |a| (a == mask).into()),
            Step::ReduceOr { d, a } => unary(m, d, a, |a| (a != 0).into()),
            Step::ReduceXor { d, a } => unary(m, d, a, |a| (a.count_ones() & 1).into()),
            Step::ShiftLeft { d, a, b, mask } => {
                binary(m, d, (a, b), |a, b| if b < 64 { a << (b & 63) & mask } else { 0 })
            }
            Step::ShiftRight { d, a, b } => {
                binary(m, d, (a, b), |a, b| if b < 64 { a >> (b & 63) } else { 0 })
            }
            Step::Equal { d, a, b } => binary(m, d, (a, b), |a, b| (a == b).into()),
            Step::LessUnsigned { d, a, b } => binary(m, d, (a, b), |a, b| (a < b).into()),
            Step::LessSigned { d, a, b, unused } => {
                let sign = sign(unused);
                binary(m, d, (a, b), |a, b| (a ^ sign < b ^ sign).into());
            }
            Step::SignExtend { d, a, unused, mask } => {
                let sign = sign(unused);
                unary(m, d, a, |a| (a ^ sign).wrapping_sub(sign) & mask);
            }
            Step::Mux { d, c, a, b } => mux(m, d, c, (a, b)),
        }
    }
}

/// The top bit of a number with `unused` bits above it. A number `x` extended by its sign is
/// `(x ^ sign) - sign`, which takes no shift of signed words: few CPUs have that for vectors.
#[inline(always)]
fn sign(unused: u8) -> u64 {
    1 << 63 >> unused
}

#[inline(always)]
fn pass(steps: &mut Iter<'_, Step>, pass: bool, over: u32) {
    if pass {
        *steps = steps.as_slice().get(over as usize..).unwrap_or_default().iter();
    }
}

/// Whether a condition holds in any lane.
#[inline(always)]
fn any<const N: usize>(m: &[Words<N>], c: u32) -> bool {
    m[c as usize].iter().fold(0, |any, word| any | word) != 0
}

/// Whether a condition, which is one bit, holds in all lanes.
#[inline(always)]
fn all<const N: usize>(m: &[Words<N>], c: u32) -> bool {
    m[c as usize].iter().fold(1, |all, word| all & word) != 0
}

/// What comes before the place that is written, and that place.
#[inline(always)]
fn apart<const N: usize>(m: &mut [Words<N>], d: u32) -> (&[Words<N>], &mut Words<N>) {
    let (before, from) = m.split_at_mut(d as usize);
    (before, &mut from[0])
}

#[inline(always)]
fn unary<const N: usize>(m: &mut [Words<N>], d: u32, a: u32, op: impl Fn(u64) -> u64) {
    let (m, d) = apart(m, d);
    let a = &m[a as usize];
    for lane in 0..N {
        d[lane] = op(a[lane]);
    }
}

#[inline(always)]
fn binary<const N: usize>(
    m: &mut [Words<N>],
    d: u32,
    (a, b): (u32, u32),
    op: impl Fn(u64, u64) -> u64,
) {
    let (m, d) = apart(m, d);
    let (a, b) = (&m[a as usize], &m[b as usize]);
    for lane in 0..N {
        d[lane] = op(a[lane], b[lane]);
    }
}

/// The condition is one bit; zero minus it is all bits or none.
#[inline(always)]
fn mux<const N: usize>(m: &mut [Words<N>], d: u32, c: u32, (a, b): (u32, u32)) {
    let (m, d) = apart(m, d);
    let (c, a, b) = (&m[c as usize], &m[a as usize], &m[b as usize]);
    for lane in 0..N {
        d[lane] = b[lane] ^ (a[lane] ^ b[lane]) & 0u64.wrapping_sub(c[lane]);
    }
}

#[inline(always)]
fn join<const N: usize>(m: &mut [Words<N>], d: u32, parts: &[Part]) {
    let (m, d) = apart(m, d);
    let mut word = [0; N];
    for part in parts {
        let a = &m[part.a as usize];
        for lane in 0..N {
            word[lane] |= part.of(a[lane]);
        }
    }
    *d = word;
}

#[inline(always)]
pub(super) fn add_counts<const N: usize>(m: &mut [Words<N>], column: Column, counts: &[Count]) {
    let (m, d) = apart(m, column.d);
    let mut sum = m[column.a as usize];
    for count in column.of(counts) {
        let of = &m[count.of as usize];
        for lane in 0..N {
            let ones = i64::from((of[lane] & count.cells).count_ones());
            sum[lane] = sum[lane].wrapping_add((ones * i64::from(count.scale)) as u64);
        }
    }
    let mask = mask(column.width.into());
    for lane in 0..N {
        d[lane] = sum[lane] & mask;
    }
}
