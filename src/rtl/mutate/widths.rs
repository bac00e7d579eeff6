//! A bit too few.

use crate::rtl::expr::Op;
use crate::rtl::module::Module;

use super::edit::Edit;

/// Sums, products and counts without their top bit, and extensions with the wrong sign.
pub(super) fn edits(module: &Module) -> Vec<Edit> {
    let each = module.exprs().flat_map(|(expr, gate)| {
        let lost = |signed| Edit::TopBit { expr, signed };
        match gate.op {
            Op::Add(..) | Op::Sub(..) | Op::Mul(..) | Op::ShiftLeft { .. } if gate.width > 1 => {
                vec![lost(false), lost(true)]
            }
            Op::Popcount(_) if gate.width > 1 => vec![lost(false)],
            Op::SignExtend(of) if module.expr(of).width < gate.width => {
                vec![Edit::Operator { expr, by: Op::ZeroExtend(of) }]
            }
            Op::ZeroExtend(of) if module.expr(of).width < gate.width => {
                vec![Edit::Operator { expr, by: Op::SignExtend(of) }]
            }
            Op::Slice { of, low } => {
                let shifted = |low| Edit::Operator { expr, by: Op::Slice { of, low } };
                let above = low + gate.width < module.expr(of).width;
                let above = above.then(|| shifted(low + 1));
                above.into_iter().chain((low > 0).then(|| shifted(low - 1))).collect()
            }
            _ => vec![],
        }
    });
    each.collect()
}
