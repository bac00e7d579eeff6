//! Operations on values of more than 64 bits, in all lanes at once.

#![allow(clippy::needless_range_loop, reason = "loops over lanes, of several values at once")]

use super::kernel::Words;
use super::program::{Slot, WideOp, WideStep};

/// A word of each lane, for every word of a value.
type Value<const N: usize> = [Words<N>];

#[inline(always)]
pub(super) fn run_wide<const N: usize>(step: &WideStep, m: &mut Value<N>) {
    let (before, d) = m.split_at_mut(step.d.at as usize);
    let d = &mut d[..step.d.words() as usize];
    let value = |slot: Slot| &before[slot.range()];
    let (a, b) = (value(step.a), value(step.b));
    let set = |d: &mut Value<N>, value: Words<N>| {
        d.fill([0; N]);
        d[0] = value;
    };
    match step.op {
        WideOp::Not => each(d, (a, b), |a, _| !a),
        WideOp::And => each(d, (a, b), |a, b| a & b),
        WideOp::Or => each(d, (a, b), |a, b| a | b),
        WideOp::Xor => each(d, (a, b), |a, b| a ^ b),
        WideOp::Add => carry(d, (a, b), [0; N], |b| b),
        WideOp::Sub => carry(d, (a, b), [1; N], |b| !b),
        WideOp::Mul => (0..N).for_each(|lane| multiply(d, (a, b), lane)),
        WideOp::ReduceAnd => set(d, full(a, step.a.top_mask())),
        WideOp::ReduceOr => set(d, fold(a, |any, word| any | word).map(|any| (any != 0).into())),
        WideOp::ReduceXor => {
            set(d, fold(a, |sum, word| sum ^ word).map(|sum| (sum.count_ones() & 1).into()))
        }
        WideOp::ShiftLeft => (0..N).for_each(|lane| shift(d, (a, b), lane, true)),
        WideOp::ShiftRight => (0..N).for_each(|lane| shift(d, (a, b), lane, false)),
        WideOp::Equal => set(d, equal(a, b)),
        WideOp::LessUnsigned => set(d, less(a, b, 0)),
        WideOp::LessSigned => set(d, less(a, b, 1 << ((step.a.width - 1) % 64))),
        WideOp::SignExtend => sign_extend(d, a, step.a),
        WideOp::Mux => mux(d, &before[step.c.at as usize], (a, b)),
    }
    let (top, mask) = (d.len() - 1, step.d.top_mask());
    for lane in 0..N {
        d[top][lane] &= mask;
    }
}

#[inline(always)]
fn each<const N: usize>(
    d: &mut Value<N>,
    (a, b): (&Value<N>, &Value<N>),
    op: impl Fn(u64, u64) -> u64,
) {
    for ((d, a), b) in d.iter_mut().zip(a).zip(b) {
        for lane in 0..N {
            d[lane] = op(a[lane], b[lane]);
        }
    }
}

/// `a + b`, or `a - b` as `a + !b + 1`.
#[inline(always)]
fn carry<const N: usize>(
    d: &mut Value<N>,
    (a, b): (&Value<N>, &Value<N>),
    mut carry: Words<N>,
    of_b: impl Fn(u64) -> u64,
) {
    for ((d, a), b) in d.iter_mut().zip(a).zip(b) {
        for lane in 0..N {
            let (sum, over) = a[lane].overflowing_add(of_b(b[lane]));
            let (sum, again) = sum.overflowing_add(carry[lane]);
            d[lane] = sum;
            carry[lane] = (over | again).into();
        }
    }
}

fn multiply<const N: usize>(d: &mut Value<N>, (a, b): (&Value<N>, &Value<N>), lane: usize) {
    d.iter_mut().for_each(|word| word[lane] = 0);
    for (i, a) in a.iter().enumerate() {
        let mut carry = 0;
        for (d, b) in d[i..].iter_mut().zip(b) {
            let sum = u128::from(a[lane]) * u128::from(b[lane]) + u128::from(d[lane]) + carry;
            d[lane] = sum as u64;
            carry = sum >> 64;
        }
    }
}

/// All words of each lane as one.
#[inline(always)]
fn fold<const N: usize>(a: &Value<N>, op: impl Fn(u64, u64) -> u64) -> Words<N> {
    let mut all = [0; N];
    for word in a {
        for lane in 0..N {
            all[lane] = op(all[lane], word[lane]);
        }
    }
    all
}

/// Whether all bits are ones, of the top word those of the mask.
#[inline(always)]
fn full<const N: usize>(a: &Value<N>, top_mask: u64) -> Words<N> {
    let mut full = [1; N];
    for (number, word) in a.iter().enumerate() {
        let ones = if number + 1 == a.len() { top_mask } else { u64::MAX };
        for lane in 0..N {
            full[lane] &= u64::from(word[lane] == ones);
        }
    }
    full
}

#[inline(always)]
fn equal<const N: usize>(a: &Value<N>, b: &Value<N>) -> Words<N> {
    let mut equal = [1; N];
    for (a, b) in a.iter().zip(b) {
        for lane in 0..N {
            equal[lane] &= u64::from(a[lane] == b[lane]);
        }
    }
    equal
}

/// Whether `a < b`; `sign` is the bit of the top word that counts negative.
#[inline(always)]
fn less<const N: usize>(a: &Value<N>, b: &Value<N>, sign: u64) -> Words<N> {
    let (mut less, top) = ([0; N], a.len() - 1);
    for (number, (a, b)) in a.iter().zip(b).enumerate() {
        let flip = if number == top { sign } else { 0 };
        for lane in 0..N {
            let (a, b) = (a[lane] ^ flip, b[lane] ^ flip);
            less[lane] = if a == b { less[lane] } else { (a < b).into() };
        }
    }
    less
}

fn shift<const N: usize>(
    d: &mut Value<N>,
    (a, amount): (&Value<N>, &Value<N>),
    lane: usize,
    left: bool,
) {
    let words = d.len();
    let most = 64 * words as u64;
    let beyond = amount[1..].iter().any(|word| word[lane] != 0);
    let by = if beyond { most } else { amount[0][lane].min(most) };
    let (skip, bits) = ((by / 64) as usize, by % 64);
    for word in 0..words {
        let source = |back: usize| {
            let index = if left { word.checked_sub(back) } else { Some(word + back) };
            index.and_then(|index| a.get(index)).map_or(0, |word| word[lane])
        };
        let (near, far) = (source(skip), source(skip + 1));
        d[word][lane] = match (bits, left) {
            (0, _) => near,
            (_, true) => near << bits | far >> (64 - bits),
            (_, false) => near >> bits | far << (64 - bits),
        };
    }
}

#[inline(always)]
fn sign_extend<const N: usize>(d: &mut Value<N>, a: &Value<N>, slot: Slot) {
    let (top, sign) = (a.len() - 1, (slot.width - 1) % 64);
    let mut fill = [0; N];
    for lane in 0..N {
        fill[lane] = 0u64.wrapping_sub(a[top][lane] >> sign & 1);
    }
    d[..top].copy_from_slice(&a[..top]);
    for lane in 0..N {
        d[top][lane] = a[top][lane] | (fill[lane] & !slot.top_mask());
    }
    d[top + 1..].fill(fill);
}

#[inline(always)]
fn mux<const N: usize>(d: &mut Value<N>, c: &Words<N>, (a, b): (&Value<N>, &Value<N>)) {
    for ((d, a), b) in d.iter_mut().zip(a).zip(b) {
        for lane in 0..N {
            d[lane] = b[lane] ^ (a[lane] ^ b[lane]) & 0u64.wrapping_sub(c[lane]);
        }
    }
}
