//! The expressions of a module under rewriting.

use crate::rtl::bits::Bits;
use crate::rtl::expr::{Expr, ExprId, Op};
use crate::rtl::module::Module;

/// New expressions, and what became of the old ones. Old ones are taken in order, so the operands of
/// each have moved before it.
#[derive(Default)]
pub(in crate::rtl) struct Arena {
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
pub(in crate::rtl) fn rewrite(
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

/// Drops expressions that nothing reads, and puts the others in the order in which they are met from the
/// roots: modules that differ in the order of their expressions only are then equal.
pub(super) fn sweep(module: &mut Module) {
    let mut old: Vec<Option<Expr>> =
        std::mem::take(&mut module.exprs).into_iter().map(Some).collect();
    let mut moved = vec![None; old.len()];
    let mut open: Vec<ExprId> = module.roots();
    open.reverse();
    while let Some(id) = open.pop() {
        let Some(expr) = &old[id.index()] else { continue };
        let waiting = expr.op.operands().into_iter().rev();
        let before = open.len();
        open.push(id);
        open.extend(waiting.filter(|operand| moved[operand.index()].is_none()));
        if open.len() > before + 1 {
            continue;
        }
        // All operands have moved.
        open.pop();
        if let Some(Expr { op, width }) = old[id.index()].take() {
            let op = op.map_operands(|operand| moved[operand.index()].unwrap_or(operand));
            moved[id.index()] = Some(ExprId(module.exprs.len() as u32));
            module.exprs.push(Expr { op, width });
        }
    }
    module.map_roots(|root| moved[root.index()].unwrap_or(root));
}
