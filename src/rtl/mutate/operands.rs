//! An operand forgotten or complemented.

use crate::rtl::expr::{ExprId, Op};
use crate::rtl::module::Module;

use super::edit::Edit;

/// One operand in the place of the whole, and the complement of each.
pub(super) fn edits(module: &Module) -> Vec<Edit> {
    module.exprs().flat_map(|(expr, gate)| of(module, expr, &gate.op)).collect()
}

fn of(module: &Module, expr: ExprId, op: &Op) -> Vec<Edit> {
    let operands = op.operands();
    let kept = |kept: &ExprId| Edit::Operand { expr, kept: *kept };
    let mut edits: Vec<Edit> = match op {
        Op::And(..) | Op::Or(..) | Op::Xor(..) | Op::Add(..) | Op::Sub(..) | Op::Mul(..) => {
            operands.iter().map(kept).collect()
        }
        Op::ShiftLeft { of, .. } | Op::ShiftRight { of, .. } => vec![kept(of)],
        _ => vec![],
    };
    let is_constant = |at: usize| matches!(module.expr(operands[at]).op, Op::Constant(_));
    // A negation of a constant is a wrong constant, of a negation or of wiring another place's fault, and of
    // both sides of an equality the same as of one.
    let complemented = match op {
        Op::Not(_) | Op::Slice { .. } | Op::Repeat { .. } => 0,
        Op::ZeroExtend(_) | Op::SignExtend(_) | Op::Xor(..) | Op::Equal(..) => 0,
        _ => operands.len(),
    };
    let places = (0..complemented).filter(|at| !is_constant(*at));
    edits.extend(places.map(|operand| Edit::ComplementOperand { expr, operand }));
    edits
}
