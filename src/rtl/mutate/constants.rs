//! Constants with a wrong bit.

use crate::rtl::bits::Bits;
use crate::rtl::expr::{ExprId, Op};
use crate::rtl::module::Module;

use super::edit::{Edit, flipped};

/// Every constant operand that is no bound of a counter, with each of its bits wrong.
pub(super) fn edits(module: &Module) -> Vec<Edit> {
    constant_operands(module, |op| !is_bound(op))
        .flat_map(|(expr, operand, value)| {
            let wrong = (0..value.width()).map(|bit| flipped(value, bit));
            wrong.map(move |value| Edit::Constant { expr, operand, value }).collect::<Vec<_>>()
        })
        .collect()
}

/// Whether constants of the operator are compared with, or counted by.
pub(super) fn is_bound(op: &Op) -> bool {
    matches!(
        op,
        Op::Equal(..) | Op::LessUnsigned(..) | Op::LessSigned(..) | Op::Add(..) | Op::Sub(..)
    )
}

/// Expressions of the wanted kind, and the operands of each that are constants.
pub(super) fn constant_operands(
    module: &Module,
    wanted: fn(&Op) -> bool,
) -> impl Iterator<Item = (ExprId, usize, &Bits)> {
    module.exprs().filter(move |(_, expr)| wanted(&expr.op)).flat_map(move |(id, expr)| {
        let operands = expr.op.operands().into_iter().enumerate();
        let constants = operands.filter_map(move |(at, operand)| match &module.expr(operand).op {
            Op::Constant(value) => Some((id, at, value)),
            _ => None,
        });
        constants.collect::<Vec<_>>()
    })
}
