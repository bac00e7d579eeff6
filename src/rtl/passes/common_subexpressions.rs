//! Common sub-expressions.

use std::collections::HashMap;

use crate::rtl::expr::{Expr, ExprId, Op};
use crate::rtl::module::Module;

use super::arena::rewrite;
use super::pass::Pass;

/// Computes once what is written several times.
///
/// ```text
/// y[8] = (a + b) ^ c      y[8] = (a + b) ^ c
/// z[8] = (b + a) & c  =>  z[8] = (a + b) & c
/// ```
///
/// Here `a + b` is one expression on the right, which the writer gives a wire of its own.
/// Expressions are equal where operator, width and operands are; operands are equal if they were found
/// so before. The order of operands does not count where the operator does not care. Wires keep their
/// names: two wires with one value stay two.
pub struct CommonSubexpressions;

impl Pass for CommonSubexpressions {
    fn name(&self) -> &'static str {
        "common-subexpressions"
    }

    fn run(&self, module: &mut Module) {
        let mut seen: HashMap<Expr, ExprId> = HashMap::new();
        rewrite(module, |arena, _, Expr { op, width }| {
            let key = Expr { op: sorted(&op), width };
            *seen.entry(key).or_insert_with(|| arena.push(op, width))
        });
    }
}

/// The operator with its operands in order, where the order is all the same.
fn sorted(op: &Op) -> Op {
    match *op {
        Op::And(a, b) => Op::And(a.min(b), a.max(b)),
        Op::Or(a, b) => Op::Or(a.min(b), a.max(b)),
        Op::Xor(a, b) => Op::Xor(a.min(b), a.max(b)),
        Op::Add(a, b) => Op::Add(a.min(b), a.max(b)),
        Op::Mul(a, b) => Op::Mul(a.min(b), a.max(b)),
        Op::Equal(a, b) => Op::Equal(a.min(b), a.max(b)),
        _ => op.clone(),
    }
}
