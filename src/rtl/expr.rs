//! Expressions: pure values of a fixed width.

use super::bits::Bits;
use super::module::SignalId;

/// Handle of an expression within its module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExprId(pub(super) u32);

impl ExprId {
    /// Position in the module's arena.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// An operator applied, and the width of its result.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Expr {
    /// What is computed.
    pub op: Op,
    /// Width of the result in bits, at least 1.
    pub width: u32,
}

/// The operators. `w` is the result's width.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    /// A constant of width `w`.
    Constant(Bits),
    /// The value of a signal of width `w`.
    Signal(SignalId),
    /// Bits `low..low + w` of the operand, which must have them.
    Slice {
        /// Operand.
        of: ExprId,
        /// Lowest bit taken.
        low: u32,
    },
    /// Parts side by side, least significant first; their widths add up to `w`.
    Concat(Vec<ExprId>),
    /// `times` copies of the operand; `w` is its width times `times`.
    Repeat {
        /// Operand.
        of: ExprId,
        /// Number of copies, at least 1.
        times: u32,
    },
    /// Zeros above an operand narrower than or as wide as `w`.
    ZeroExtend(ExprId),
    /// Copies of the top bit above an operand narrower than or as wide as `w`.
    SignExtend(ExprId),
    /// Bitwise complement; operand of width `w`.
    Not(ExprId),
    /// Bitwise and; operands of width `w`.
    And(ExprId, ExprId),
    /// Bitwise or; operands of width `w`.
    Or(ExprId, ExprId),
    /// Bitwise exclusive or; operands of width `w`.
    Xor(ExprId, ExprId),
    /// 1 where every bit of the operand is 1; `w` = 1.
    ReduceAnd(ExprId),
    /// 1 where any bit of the operand is 1; `w` = 1.
    ReduceOr(ExprId),
    /// Parity of the operand; `w` = 1.
    ReduceXor(ExprId),
    /// Number of ones; `w` is just wide enough for the operand's width.
    Popcount(ExprId),
    /// Sum modulo 2^w; operands of width `w`.
    Add(ExprId, ExprId),
    /// Difference modulo 2^w; operands of width `w`.
    Sub(ExprId, ExprId),
    /// Product modulo 2^w; operands of width `w`.
    Mul(ExprId, ExprId),
    /// Operand shifted left by an unsigned amount, zeros in; `w` is the operand's width.
    ShiftLeft {
        /// Operand.
        of: ExprId,
        /// Amount.
        by: ExprId,
    },
    /// Operand shifted right by an unsigned amount, zeros in; `w` is the operand's width.
    ShiftRight {
        /// Operand.
        of: ExprId,
        /// Amount.
        by: ExprId,
    },
    /// 1 where the operands, of one width, are equal; `w` = 1.
    Equal(ExprId, ExprId),
    /// 1 where the first operand is less, both unsigned of one width; `w` = 1.
    LessUnsigned(ExprId, ExprId),
    /// 1 where the first operand is less, both two's complement of one width; `w` = 1.
    LessSigned(ExprId, ExprId),
    /// `then` where the 1-bit condition is 1, else `otherwise`; both of width `w`.
    Mux {
        /// Condition, 1 bit.
        condition: ExprId,
        /// Result where it is 1.
        then: ExprId,
        /// Result where it is 0.
        otherwise: ExprId,
    },
}

impl Op {
    /// The expressions this one reads, in order.
    pub fn operands(&self) -> Vec<ExprId> {
        match self {
            Op::Constant(_) | Op::Signal(_) => vec![],
            Op::Concat(parts) => parts.clone(),
            Op::Slice { of, .. } | Op::Repeat { of, .. } => vec![*of],
            Op::ZeroExtend(a) | Op::SignExtend(a) | Op::Not(a) | Op::Popcount(a) => vec![*a],
            Op::ReduceAnd(a) | Op::ReduceOr(a) | Op::ReduceXor(a) => vec![*a],
            Op::And(a, b) | Op::Or(a, b) | Op::Xor(a, b) => vec![*a, *b],
            Op::Add(a, b) | Op::Sub(a, b) | Op::Mul(a, b) => vec![*a, *b],
            Op::Equal(a, b) | Op::LessUnsigned(a, b) | Op::LessSigned(a, b) => vec![*a, *b],
            Op::ShiftLeft { of, by } | Op::ShiftRight { of, by } => vec![*of, *by],
            Op::Mux { condition, then, otherwise } => vec![*condition, *then, *otherwise],
        }
    }

    /// The same operator on other operands: each is replaced by what `to` gives for it.
    pub fn map_operands(mut self, mut to: impl FnMut(ExprId) -> ExprId) -> Op {
        match &mut self {
            Op::Constant(_) | Op::Signal(_) => {}
            Op::Concat(parts) => parts.iter_mut().for_each(|part| *part = to(*part)),
            Op::Slice { of, .. } | Op::Repeat { of, .. } => *of = to(*of),
            Op::ZeroExtend(a) | Op::SignExtend(a) | Op::Not(a) | Op::Popcount(a) => *a = to(*a),
            Op::ReduceAnd(a) | Op::ReduceOr(a) | Op::ReduceXor(a) => *a = to(*a),
            Op::And(a, b) | Op::Or(a, b) | Op::Xor(a, b) => (*a, *b) = (to(*a), to(*b)),
            Op::Add(a, b) | Op::Sub(a, b) | Op::Mul(a, b) => (*a, *b) = (to(*a), to(*b)),
            Op::Equal(a, b) | Op::LessUnsigned(a, b) | Op::LessSigned(a, b) => {
                (*a, *b) = (to(*a), to(*b));
            }
            Op::ShiftLeft { of, by } | Op::ShiftRight { of, by } => (*of, *by) = (to(*of), to(*by)),
            Op::Mux { condition, then, otherwise } => {
                (*condition, *then, *otherwise) = (to(*condition), to(*then), to(*otherwise));
            }
        }
        self
    }
}
