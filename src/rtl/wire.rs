//! Values and registers of a module under construction, with Rust's operators.

use std::ops;

use crate::num::bits_for_unsigned;

use super::bits::Bits;
use super::builder::ModuleBuilder;
use super::expr::{ExprId, Op};
use super::module::{Register, SignalId};

/// A value inside a module under construction.
#[derive(Clone, Copy)]
pub struct Wire<'m> {
    pub(super) builder: &'m ModuleBuilder,
    pub(super) id: ExprId,
    pub(super) width: u32,
}

/// A register under construction; [`Reg::next`] completes it.
#[derive(Clone)]
pub struct Reg<'m> {
    pub(super) value: Wire<'m>,
    pub(super) signal: SignalId,
    pub(super) enable: Option<ExprId>,
    pub(super) reset: Option<Bits>,
}

impl<'m> Wire<'m> {
    /// Width in bits.
    pub fn width(self) -> u32 {
        self.width
    }

    fn unary(self, width: u32, op: impl FnOnce(ExprId) -> Op) -> Wire<'m> {
        self.builder.expr(width, op(self.id))
    }

    fn binary(
        self,
        other: Wire<'m>,
        width: u32,
        op: impl FnOnce(ExprId, ExprId) -> Op,
    ) -> Wire<'m> {
        self.builder.expr(width, op(self.id, other.id))
    }

    /// `width` bits from bit `low` up. The whole of a wire is the wire itself.
    pub fn slice(self, low: u32, width: u32) -> Wire<'m> {
        if low == 0 && width == self.width {
            return self;
        }
        self.unary(width, |of| Op::Slice { of, low })
    }

    /// One bit.
    pub fn bit(self, index: u32) -> Wire<'m> {
        self.slice(index, 1)
    }

    /// The top bit.
    pub fn top(self) -> Wire<'m> {
        self.bit(self.width.saturating_sub(1))
    }

    /// Copies side by side.
    pub fn repeat(self, times: u32) -> Wire<'m> {
        if times == 1 {
            self
        } else {
            self.unary(self.width * times, |of| Op::Repeat { of, times })
        }
    }

    /// Zeros above, up to `width`.
    pub fn zero_extend(self, width: u32) -> Wire<'m> {
        if width == self.width { self } else { self.unary(width, Op::ZeroExtend) }
    }

    /// Copies of the top bit above, up to `width`.
    pub fn sign_extend(self, width: u32) -> Wire<'m> {
        if width == self.width { self } else { self.unary(width, Op::SignExtend) }
    }

    /// Extended to `width` as a number that is signed or not.
    pub fn extend(self, width: u32, signed: bool) -> Wire<'m> {
        if signed { self.sign_extend(width) } else { self.zero_extend(width) }
    }

    /// The same number modulo 2^width: cut, or extended as one that is signed or not.
    pub fn resize(self, width: u32, signed: bool) -> Wire<'m> {
        if width < self.width { self.slice(0, width) } else { self.extend(width, signed) }
    }

    /// 1 where every bit is 1.
    pub fn reduce_and(self) -> Wire<'m> {
        self.unary(1, Op::ReduceAnd)
    }

    /// 1 where any bit is 1.
    pub fn reduce_or(self) -> Wire<'m> {
        self.unary(1, Op::ReduceOr)
    }

    /// Parity.
    pub fn reduce_xor(self) -> Wire<'m> {
        self.unary(1, Op::ReduceXor)
    }

    /// Number of ones, just wide enough.
    pub fn popcount(self) -> Wire<'m> {
        self.unary(bits_for_unsigned(self.width.into()), Op::Popcount)
    }

    /// Shifted left by an unsigned amount.
    pub fn shift_left(self, by: Wire<'m>) -> Wire<'m> {
        self.binary(by, self.width, |of, by| Op::ShiftLeft { of, by })
    }

    /// Shifted right by an unsigned amount, zeros in.
    pub fn shift_right(self, by: Wire<'m>) -> Wire<'m> {
        self.binary(by, self.width, |of, by| Op::ShiftRight { of, by })
    }

    /// 1 where equal.
    pub fn equal(self, other: Wire<'m>) -> Wire<'m> {
        self.binary(other, 1, Op::Equal)
    }

    /// 1 where this, as an unsigned number, is `number`: a comparison with a constant of the same width. Never where
    /// the number does not fit the width.
    pub fn is(self, number: u64) -> Wire<'m> {
        match number.checked_shr(self.width) {
            Some(beyond) if beyond > 0 => self.builder.constant(1, 0),
            _ => self.equal(self.builder.constant(self.width, number)),
        }
    }

    /// This unsigned number as one bit of `count`, at least 1: bit `k` is 1 where it is `k`. All are 0 where it is
    /// `count` or more.
    pub fn one_hot(self, count: u32) -> Wire<'m> {
        self.builder.concat((0..count).map(|place| self.is(place.into())))
    }

    /// 1 where this is less, both unsigned or both two's complement.
    pub fn less(self, other: Wire<'m>, signed: bool) -> Wire<'m> {
        self.binary(other, 1, if signed { Op::LessSigned } else { Op::LessUnsigned })
    }

    /// `then` where this bit is 1, else `otherwise`.
    pub fn mux(self, then: Wire<'m>, otherwise: Wire<'m>) -> Wire<'m> {
        let (condition, then_id, otherwise) = (self.id, then.id, otherwise.id);
        self.builder.expr(then.width, Op::Mux { condition, then: then_id, otherwise })
    }

    /// This value times a constant, modulo 2^width.
    pub fn times(self, factor: i64) -> Wire<'m> {
        self.binary(self.builder.signed_constant(self.width, factor), self.width, Op::Mul)
    }

    /// The product of two values of one width, modulo 2^width.
    pub fn multiplied(self, other: Wire<'m>) -> Wire<'m> {
        self.binary(other, self.width, Op::Mul)
    }

    /// Shifted left by a constant, keeping the width.
    pub fn shifted(self, by: u32) -> Wire<'m> {
        match by {
            0 => self,
            _ if by >= self.width => self.builder.constant(self.width, 0),
            _ => {
                self.builder.concat([self.builder.constant(by, 0), self.slice(0, self.width - by)])
            }
        }
    }
}

impl<'m> Reg<'m> {
    /// The register's present value.
    pub fn value(&self) -> Wire<'m> {
        self.value
    }

    /// With a reset value (low bits of two's complement).
    pub fn reset(self, value: i64) -> Self {
        Self { reset: Some(Bits::from_i64(self.value.width, value)), ..self }
    }

    /// With a load enable.
    pub fn enable(self, enable: Wire<'m>) -> Self {
        Self { enable: Some(enable.id), ..self }
    }

    /// Gives the value after the next edge and returns the present one.
    pub fn next(self, next: Wire<'m>) -> Wire<'m> {
        let register =
            Register { signal: self.signal, next: next.id, enable: self.enable, reset: self.reset };
        self.value.builder.module.borrow_mut().registers.push(register);
        self.value
    }
}

macro_rules! operator {
    ($trait:ident, $method:ident, $op:ident) => {
        impl<'m> ops::$trait for Wire<'m> {
            type Output = Wire<'m>;
            fn $method(self, other: Wire<'m>) -> Wire<'m> {
                self.binary(other, self.width, Op::$op)
            }
        }
    };
}
operator!(BitAnd, bitand, And);
operator!(BitOr, bitor, Or);
operator!(BitXor, bitxor, Xor);
operator!(Add, add, Add);
operator!(Sub, sub, Sub);
operator!(Mul, mul, Mul);

impl<'m> ops::Not for Wire<'m> {
    type Output = Wire<'m>;
    fn not(self) -> Wire<'m> {
        self.unary(self.width, Op::Not)
    }
}
