//! Multiplexers that choose wrongly.

use crate::rtl::expr::Op;
use crate::rtl::module::Module;

use super::edit::Edit;

/// The arms exchanged, and the condition stuck at either side.
pub(super) fn edits(module: &Module) -> Vec<Edit> {
    let each = module.exprs().flat_map(|(expr, gate)| match gate.op {
        Op::Mux { condition, then, otherwise } => {
            let by = Op::Mux { condition, then: otherwise, otherwise: then };
            let always = |kept| Edit::Operand { expr, kept };
            vec![Edit::Operator { expr, by }, always(then), always(otherwise)]
        }
        _ => vec![],
    });
    each.collect()
}
