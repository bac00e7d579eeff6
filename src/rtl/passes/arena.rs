//! The expressions of a module under rewriting.

use crate::rtl::bits::Bits;
use crate::rtl::expr::{Expr, ExprId, Op};
use crate::rtl::module::Module;

/// New expressions, and what became of the old ones. Old ones are taken in order, so the operands of
/// each have moved before it.
#[derive(Default)]
pub(super) struct Arena {
    exprs: Vec<Expr>,
    moved: Vec<ExprId>,
}

impl Arena {
    /// A new expression.
    pub fn push(&mut self, op: Op, width: u32) -> ExprId {
        self.exprs.push(Expr { op, width });
        ExprId(self.exprs.len() as u32 - 1)
    }

    /// A new constant.
    pub fn constant(&mut self, bits: Bits) -> ExprId {
        let width = bits.width();
        self.push(Op::Constant(bits), width)
    }

    /// A new expression.
    pub fn expr(&self, new: ExprId) -> &Expr {
        &self.exprs[new.index()]
    }

    /// Width of a new expression.
    pub fn width(&self, new: ExprId) -> u32 {
        self.expr(new).width
    }

    /// What an old expression became.
    pub fn moved(&self, old: ExprId) -> ExprId {
        self.moved[old.index()]
    }

    /// Says what the next old expression becomes.
    pub fn moves(&mut self, new: ExprId) {
        self.moved.push(new);
    }

    /// Gives the module its new expressions, without those that nothing reads. The module's roots
    /// must be new ones already.
    pub fn install(self, module: &mut Module) {
        module.exprs = self.exprs;
        sweep(module);
    }
}

/// Rewrites every expression by `rule`, which gets the new arena, the old handle, and the operator
/// with operands that have moved.
pub(super) fn rewrite(
    module: &mut Module,
    mut rule: impl FnMut(&mut Arena, ExprId, Expr) -> ExprId,
) {
    let mut arena = Arena::default();
    for (old, Expr { op, width }) in module.exprs() {
        let op = op.clone().map_operands(|operand| arena.moved(operand));
        let new = rule(&mut arena, old, Expr { op, width: *width });
        arena.moves(new);
    }
    module.map_roots(|root| arena.moved(root));
    arena.install(module);
}

/// Drops expressions that nothing reads.
pub(super) fn sweep(module: &mut Module) {
    let mut live = vec![false; module.exprs.len()];
    for root in module.roots() {
        live[root.index()] = true;
    }
    // Operands come before what reads them, so one look from the end finds all.
    for index in (0..live.len()).rev() {
        if live[index] {
            let operands = module.exprs[index].op.operands();
            operands.iter().for_each(|operand| live[operand.index()] = true);
        }
    }
    let mut arena = Arena::default();
    for (index, Expr { op, width }) in std::mem::take(&mut module.exprs).into_iter().enumerate() {
        // A dead one moves nowhere: no live one reads it.
        let new = match live[index] {
            true => {
                let op = op.map_operands(|operand| arena.moved(operand));
                arena.push(op, width)
            }
            false => ExprId(0),
        };
        arena.moves(new);
    }
    module.map_roots(|root| arena.moved(root));
    module.exprs = arena.exprs;
}
