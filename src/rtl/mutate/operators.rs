//! An operator in place of another.

use crate::rtl::expr::Op;
use crate::rtl::module::Module;

use super::edit::Edit;

/// Gates exchanged, sums for differences, comparisons off by equality, order or sign.
pub(super) fn edits(module: &Module) -> Vec<Edit> {
    let each = module.exprs().flat_map(|(expr, gate)| {
        let wide = match &gate.op {
            Op::Equal(a, _) | Op::LessUnsigned(a, _) | Op::LessSigned(a, _) => {
                module.expr(*a).width > 1
            }
            Op::ReduceAnd(a) | Op::ReduceOr(a) | Op::ReduceXor(a) => module.expr(*a).width > 1,
            _ => gate.width > 1,
        };
        let exchanged = exchanged(&gate.op, wide).into_iter();
        let exchanged = exchanged.map(move |by| Edit::Operator { expr, by });
        exchanged.chain(complemented(&gate.op).map(|of| Edit::Complement { expr, of }))
    });
    each.collect()
}

/// Operators beside this one; `wide` says whether it works on more than one bit, as some are the same
/// on one.
fn exchanged(op: &Op, wide: bool) -> Vec<Op> {
    match *op {
        Op::And(a, b) => vec![Op::Or(a, b), Op::Xor(a, b)],
        Op::Or(a, b) => vec![Op::And(a, b), Op::Xor(a, b)],
        Op::Xor(a, b) => vec![Op::And(a, b), Op::Or(a, b)],
        Op::Not(a) => vec![Op::Or(a, a)],
        Op::ReduceAnd(a) if wide => vec![Op::ReduceOr(a), Op::ReduceXor(a)],
        Op::ReduceOr(a) if wide => vec![Op::ReduceAnd(a), Op::ReduceXor(a)],
        Op::ReduceXor(a) if wide => vec![Op::ReduceAnd(a), Op::ReduceOr(a)],
        // One bit subtracts as it adds.
        Op::Add(a, b) if wide => vec![Op::Sub(a, b), Op::Or(a, b), Op::Xor(a, b)],
        Op::Add(a, b) => vec![Op::Or(a, b), Op::And(a, b)],
        Op::Sub(a, b) if wide => vec![Op::Add(a, b), Op::Sub(b, a)],
        Op::Sub(a, b) => vec![Op::Or(a, b), Op::And(a, b)],
        Op::Mul(a, b) => vec![Op::Add(a, b)],
        Op::ShiftLeft { of, by } => vec![Op::ShiftRight { of, by }],
        Op::ShiftRight { of, by } => vec![Op::ShiftLeft { of, by }],
        Op::Equal(a, b) => vec![Op::LessUnsigned(a, b), Op::LessUnsigned(b, a)],
        Op::LessUnsigned(a, b) => vec![Op::LessSigned(a, b), Op::LessUnsigned(b, a)],
        Op::LessSigned(a, b) => vec![Op::LessUnsigned(a, b), Op::LessSigned(b, a)],
        _ => vec![],
    }
}

/// What an operator is exchanged with, told by its complement.
fn complemented(op: &Op) -> Option<Op> {
    match *op {
        Op::Equal(..) | Op::ReduceAnd(_) | Op::ReduceOr(_) => Some(op.clone()),
        // `a <= b` for `a < b`.
        Op::LessUnsigned(a, b) => Some(Op::LessUnsigned(b, a)),
        Op::LessSigned(a, b) => Some(Op::LessSigned(b, a)),
        _ => None,
    }
}
