//! The rule of each operator.

use std::cmp::Ordering;

use crate::num::bits_for_unsigned;
use crate::rtl::bits::Bits;
use crate::rtl::expr::{Expr, ExprId, Op};

use super::facts::{Known, least};

impl Known {
    /// What is known of an expression, given what is known of those before it.
    pub fn of(expr: &Expr, exprs: &[Known]) -> Self {
        let width = expr.width;
        let at = |id: &ExprId| &exprs[id.index()];
        match &expr.op {
            Op::Constant(bits) => Self::constant(bits.clone()),
            Op::Signal(_) => Self::nothing(width),
            Op::Slice { of, low } => slice(at(of), *low, width),
            Op::Concat(parts) => concat(&parts.iter().map(at).collect::<Vec<_>>()),
            Op::Repeat { of, times } => repeat(at(of), *times),
            Op::ZeroExtend(of) => zero_extend(at(of), width),
            Op::SignExtend(of) => sign_extend(at(of), width),
            Op::Not(a) => {
                Self::of_bits(at(a).ones.clone(), at(a).zeros.clone()).signed_in(at(a).signed)
            }
            Op::And(a, b) => and(at(a), at(b)),
            Op::Or(a, b) => or(at(a), at(b)),
            Op::Xor(a, b) => xor(at(a), at(b)),
            Op::ReduceAnd(a) => Self::flag(all(at(a))),
            Op::ReduceOr(a) => Self::flag(any(at(a))),
            Op::ReduceXor(a) => Self::flag(at(a).value().map(|value| value.ones_count() % 2 == 1)),
            Op::Popcount(a) => popcount(at(a)),
            Op::Add(a, b) => add(at(a), at(b)),
            Op::Sub(a, b) => subtract(at(a), at(b)),
            Op::Mul(a, b) => multiply(at(a), at(b)),
            Op::ShiftLeft { of, by } => shift_left(at(of), at(by)),
            Op::ShiftRight { of, by } => shift_right(at(of), at(by)),
            Op::Equal(a, b) => Self::flag(equal(at(a), at(b))),
            Op::LessUnsigned(a, b) => Self::flag(less(at(a), at(b))),
            Op::LessSigned(a, b) => Self::flag(less_signed(at(a), at(b))),
            Op::Mux { condition, then, otherwise } => {
                choice(at(condition).bit(0), at(then), at(otherwise))
            }
        }
    }
}

fn slice(of: &Known, low: u32, width: u32) -> Known {
    let known = Known::of_bits(of.zeros.slice(low, width), of.ones.slice(low, width));
    let end = low + width;
    let known = match of.max.length() <= end {
        true => known.at_most(of.max.slice(low, width)),
        false => known,
    };
    match of.signed <= end {
        true => known.signed_in(of.signed.saturating_sub(low).max(1)),
        false => known,
    }
}

fn concat(parts: &[&Known]) -> Known {
    let whole = |of: fn(&Known) -> &Bits| Bits::concat(parts.iter().map(|part| of(part)));
    let known = Known::of_bits(whole(|part| &part.zeros), whole(|part| &part.ones));
    // That the last part is a signed number does not make the whole one: it may be a row of lanes.
    known.at_most(whole(|part| &part.max))
}

fn repeat(of: &Known, times: u32) -> Known {
    let known = concat(&vec![of; times as usize]);
    if of.width() == 1 { known.signed_in(1) } else { known }
}

fn zero_extend(of: &Known, width: u32) -> Known {
    let wide = |bits: &Bits| bits.slice(0, width);
    let added = Bits::ones(width).xor(&wide(&Bits::ones(of.width())));
    let known = Known::new(wide(&of.zeros).or(&added), wide(&of.ones), wide(&of.max), width);
    if width == of.width() { known.signed_in(of.signed) } else { known }
}

fn sign_extend(of: &Known, width: u32) -> Known {
    let wide = |bits: &Bits| {
        let fill = if bits.bit(bits.width() - 1) { Bits::ones(width) } else { Bits::zero(width) };
        Bits::concat([bits, &fill]).slice(0, width)
    };
    let known = Known::of_bits(wide(&of.zeros), wide(&of.ones)).signed_in(of.signed);
    match of.sign() {
        Some(false) => known.at_most(of.max.slice(0, width)),
        _ => known,
    }
}

fn and(a: &Known, b: &Known) -> Known {
    let known = Known::of_bits(a.zeros.or(&b.zeros), a.ones.and(&b.ones));
    known.at_most(least(a.max.clone(), b.max.clone())).signed_in(a.signed.max(b.signed))
}

fn or(a: &Known, b: &Known) -> Known {
    let known = Known::of_bits(a.zeros.and(&b.zeros), a.ones.or(&b.ones));
    known.signed_in(a.signed.max(b.signed))
}

fn xor(a: &Known, b: &Known) -> Known {
    let zeros = a.zeros.and(&b.zeros).or(&a.ones.and(&b.ones));
    let ones = a.zeros.and(&b.ones).or(&a.ones.and(&b.zeros));
    Known::of_bits(zeros, ones).signed_in(a.signed.max(b.signed))
}

fn all(a: &Known) -> Option<bool> {
    match a.ones.ones_count() == a.width() {
        true => Some(true),
        false => a.zeros.any().then_some(false),
    }
}

fn any(a: &Known) -> Option<bool> {
    match a.zeros.ones_count() == a.width() {
        true => Some(false),
        false => a.ones.any().then_some(true),
    }
}

/// Between the ones that are known and all that are not known to be zero.
fn popcount(a: &Known) -> Known {
    let width = bits_for_unsigned(a.width().into());
    let number = |count: u32| Bits::from_u64(width, count.into());
    let (min, max) = (number(a.ones.ones_count()), number(a.width() - a.zeros.ones_count()));
    // All numbers of a range share the bits above the highest in which its ends differ.
    let differing = min.xor(&max).length();
    let shared = Bits::ones(width).xor(&low_ones(width, differing));
    Known::new(max.not().and(&shared), max.and(&shared), max, width)
}

fn low_ones(width: u32, count: u32) -> Bits {
    let ones = Bits::ones(width);
    ones.xor(&Bits::concat([&Bits::zero(count), &ones]).slice(0, width))
}

/// Of a sum, a bit is known where both operands' and the carry into it are. The carries of the least
/// and of the greatest operands bound every other's.
fn ripple(a: (&Bits, &Bits), b: (&Bits, &Bits), carry: bool) -> Known {
    let ((a_zeros, a_ones), (b_zeros, b_ones)) = (a, b);
    let (least, _) = a_ones.add(b_ones, carry);
    let (greatest, _) = a_zeros.not().add(&b_zeros.not(), carry);
    let carry_ones = least.xor(a_ones).xor(b_ones);
    let carry_zeros = greatest.xor(&a_zeros.not()).xor(&b_zeros.not()).not();
    let known = a_zeros.or(a_ones).and(&b_zeros.or(b_ones)).and(&carry_zeros.or(&carry_ones));
    Known::of_bits(greatest.not().and(&known), least.and(&known))
}

fn add(a: &Known, b: &Known) -> Known {
    let known = ripple((&a.zeros, &a.ones), (&b.zeros, &b.ones), false);
    let known = known.signed_in(a.signed.max(b.signed) + 1);
    match a.max.add(&b.max, false) {
        (sum, false) => known.at_most(sum),
        (_, true) => known,
    }
}

/// `a + !b + 1`.
fn subtract(a: &Known, b: &Known) -> Known {
    let known = ripple((&a.zeros, &a.ones), (&b.ones, &b.zeros), true);
    known.signed_in(a.signed.max(b.signed) + 1)
}

fn multiply(a: &Known, b: &Known) -> Known {
    if let (Some(a), Some(b)) = (a.value(), b.value()) {
        return Known::constant(a.multiply(b));
    }
    let width = a.width();
    let known = Known::nothing(width).signed_in(a.signed.saturating_add(b.signed));
    match a.max.length() + b.max.length() <= width {
        true => known.at_most(a.max.multiply(&b.max)),
        false => known,
    }
}

/// A shift's amount, if it is known; the width stands for all greater ones.
fn amount(by: &Known, width: u32) -> Option<u32> {
    let by = by.value()?;
    Some(if by.length() > 32 { width } else { by.to_u64().min(width.into()) as u32 })
}

fn shift_left(of: &Known, by: &Known) -> Known {
    let width = of.width();
    let Some(by) = amount(by, width) else { return Known::nothing(width) };
    let shifted = |bits: &Bits| Bits::concat([&Bits::zero(by), bits]).slice(0, width);
    Known::of_bits(shifted(&of.zeros).or(&low_ones(width, by)), shifted(&of.ones))
}

fn shift_right(of: &Known, by: &Known) -> Known {
    let width = of.width();
    match amount(by, width) {
        Some(by) => {
            let zeros = of.zeros.not().slice(by, width).not();
            Known::new(zeros, of.ones.slice(by, width), of.max.slice(by, width), width)
        }
        None => Known::nothing(width).at_most(of.max.clone()),
    }
}

fn equal(a: &Known, b: &Known) -> Option<bool> {
    let differ = a.zeros.and(&b.ones).any() || a.ones.and(&b.zeros).any();
    let apart =
        a.max.compare(&b.ones) == Ordering::Less || b.max.compare(&a.ones) == Ordering::Less;
    match (a.value(), b.value()) {
        _ if differ || apart => Some(false),
        (Some(_), Some(_)) => Some(true),
        _ => None,
    }
}

/// The ones that are known are the least that a value can be.
fn less(a: &Known, b: &Known) -> Option<bool> {
    if a.max.compare(&b.ones) == Ordering::Less {
        return Some(true);
    }
    (a.ones.compare(&b.max) != Ordering::Less).then_some(false)
}

/// Of one sign, numbers are ordered as unsigned ones are.
fn less_signed(a: &Known, b: &Known) -> Option<bool> {
    match (a.sign()?, b.sign()?) {
        (a_negative, b_negative) if a_negative != b_negative => Some(a_negative),
        _ => less(a, b),
    }
}

/// Two constants are a table, not a signed number, though their top bits be equal.
fn choice(condition: Option<bool>, then: &Known, otherwise: &Known) -> Known {
    match condition {
        Some(true) => then.clone(),
        Some(false) => otherwise.clone(),
        None if then.value().is_some() && otherwise.value().is_some() => {
            Known { signed: then.width(), ..then.or(otherwise) }
        }
        None => then.or(otherwise),
    }
}
