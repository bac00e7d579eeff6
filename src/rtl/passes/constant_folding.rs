//! Constant folding.

use crate::rtl::bits::Bits;
use crate::rtl::expr::{Expr, ExprId, Op};
use crate::rtl::module::Module;

use super::arena::{Arena, rewrite};
use super::drivers::at_border;
use super::pass::Pass;
use super::value_ranges::analyze;

/// Replaces what is always the same by a constant, and operators that do nothing by their operand.
///
/// ```text
/// zero[8] = 8'h00                        zero[8] = 8'h00
/// y[8] = mux(a < zero, b, a + zero)  =>  y[8] = a
/// ```
///
/// Constants go through wires, except through those at a border: instances are told what they get.
/// Nothing is made of several operators where there was one, so text does not get longer.
pub struct ConstantFolding;

impl Pass for ConstantFolding {
    fn name(&self) -> &'static str {
        "constant-folding"
    }

    fn run(&self, module: &mut Module) {
        let known = analyze(module);
        let fixed = at_border(module);
        rewrite(module, |arena, old, expr| {
            let passes_by = match expr.op {
                Op::Signal(signal) => fixed[signal.index()],
                _ => false,
            };
            match known.exprs[old.index()].value().filter(|_| !passes_by) {
                Some(value) => arena.constant(value.clone()),
                None => simplify(arena, expr),
            }
        });
    }
}

/// An operand if the operator does nothing, a plainer operator if there is one, or the same.
fn simplify(arena: &mut Arena, expr: Expr) -> ExprId {
    let width = expr.width;
    let simpler = operand(arena, &expr).map(Simpler::Operand);
    match simpler.or_else(|| wiring(arena, &expr)).or_else(|| flag(arena, &expr)) {
        Some(Simpler::Operand(id)) => id,
        Some(Simpler::Operator(op)) => arena.push(op, width),
        None => arena.push(expr.op, width),
    }
}

enum Simpler {
    Operand(ExprId),
    Operator(Op),
}

fn constant(arena: &Arena, id: ExprId) -> Option<&Bits> {
    match &arena.expr(id).op {
        Op::Constant(bits) => Some(bits),
        _ => None,
    }
}

fn is(arena: &Arena, id: ExprId, value: impl Fn(&Bits) -> bool) -> bool {
    constant(arena, id).is_some_and(value)
}

/// Both ways round for operators that do not care.
fn either(a: ExprId, b: ExprId, is_idle: impl Fn(ExprId) -> bool) -> Option<ExprId> {
    if is_idle(b) { Some(a) } else { is_idle(a).then_some(b) }
}

/// The operand that the value is.
fn operand(arena: &Arena, expr: &Expr) -> Option<ExprId> {
    let zero = |id: ExprId| is(arena, id, |bits| !bits.any());
    let one = |id: ExprId| is(arena, id, |bits| bits.compare(&Bits::from_u64(1, 1)).is_eq());
    let ones = |id: ExprId| is(arena, id, |bits| bits.ones_count() == bits.width());
    let same_width = |id: ExprId| (arena.width(id) == expr.width).then_some(id);
    match &expr.op {
        Op::Slice { of, .. } | Op::Repeat { of, .. } => same_width(*of),
        Op::ZeroExtend(of) | Op::SignExtend(of) => same_width(*of),
        Op::Concat(parts) if parts.len() == 1 => Some(parts[0]),
        // One bit reduced or counted is that bit.
        Op::ReduceAnd(of) | Op::ReduceOr(of) | Op::ReduceXor(of) => same_width(*of),
        Op::Popcount(of) if arena.width(*of) == 1 => Some(*of),
        Op::Not(of) => match arena.expr(*of).op {
            Op::Not(inner) => Some(inner),
            _ => None,
        },
        Op::And(a, b) | Op::Or(a, b) if a == b => Some(*a),
        Op::And(a, b) => either(*a, *b, ones),
        Op::Or(a, b) | Op::Xor(a, b) | Op::Add(a, b) => either(*a, *b, zero),
        Op::Mul(a, b) => either(*a, *b, one),
        Op::Sub(a, b) => zero(*b).then_some(*a),
        Op::ShiftLeft { of, by } | Op::ShiftRight { of, by } => zero(*by).then_some(*of),
        Op::Mux { then, otherwise, .. } if then == otherwise => Some(*then),
        Op::Mux { condition, then, otherwise } => {
            constant(arena, *condition).map(|bit| if bit.any() { *then } else { *otherwise })
        }
        _ => None,
    }
}

/// Wires of wires.
fn wiring(arena: &mut Arena, expr: &Expr) -> Option<Simpler> {
    match expr.op {
        Op::Slice { of, low } => slice(arena, of, low, expr.width),
        Op::ZeroExtend(of) => match arena.expr(of).op {
            Op::ZeroExtend(inner) => Some(Simpler::Operator(Op::ZeroExtend(inner))),
            _ => None,
        },
        Op::SignExtend(of) => match arena.expr(of).op {
            Op::ZeroExtend(inner) if arena.width(inner) < arena.width(of) => {
                Some(Simpler::Operator(Op::ZeroExtend(inner)))
            }
            Op::SignExtend(inner) => Some(Simpler::Operator(Op::SignExtend(inner))),
            _ => None,
        },
        _ => None,
    }
}

/// A slice of wiring: of what lies under it, if it is one thing.
fn slice(arena: &Arena, of: ExprId, low: u32, width: u32) -> Option<Simpler> {
    let end = low + width;
    let part = |of: ExprId, low: u32| match low == 0 && arena.width(of) == width {
        true => Simpler::Operand(of),
        false => Simpler::Operator(Op::Slice { of, low }),
    };
    match &arena.expr(of).op {
        Op::Slice { of, low: below } => Some(part(*of, low + below)),
        Op::SignExtend(inner) | Op::ZeroExtend(inner) => {
            let inner = *inner;
            let inside = arena.width(inner);
            let zeros = matches!(arena.expr(of).op, Op::ZeroExtend(_));
            match (end <= inside, low == 0, zeros) {
                (true, _, _) => Some(part(inner, low)),
                (_, true, true) => Some(Simpler::Operator(Op::ZeroExtend(inner))),
                (_, true, false) => Some(Simpler::Operator(Op::SignExtend(inner))),
                _ => None,
            }
        }
        Op::Concat(parts) => {
            let mut below = 0;
            for id in parts {
                let above = below + arena.width(*id);
                if low >= below && end <= above {
                    return Some(part(*id, low - below));
                }
                below = above;
            }
            None
        }
        Op::Repeat { of: inner, .. } if arena.width(*inner) == 1 => Some(match width {
            1 => Simpler::Operand(*inner),
            times => Simpler::Operator(Op::Repeat { of: *inner, times }),
        }),
        _ => None,
    }
}

/// Values that are decided or are a bit in disguise.
fn flag(arena: &Arena, expr: &Expr) -> Option<Simpler> {
    let decided = |value: Bits| Some(Simpler::Operator(Op::Constant(value)));
    let one = |id: ExprId| is(arena, id, |bits| bits.width() == 1 && bits.any());
    let zero = |id: ExprId| is(arena, id, |bits| bits.width() == 1 && !bits.any());
    match expr.op {
        Op::Xor(a, b) | Op::Sub(a, b) if a == b => decided(Bits::zero(expr.width)),
        Op::LessUnsigned(a, b) | Op::LessSigned(a, b) if a == b => decided(Bits::zero(1)),
        Op::Equal(a, b) if a == b => decided(Bits::ones(1)),
        Op::Equal(a, b) if one(b) => Some(Simpler::Operand(a)),
        Op::Equal(a, b) if one(a) => Some(Simpler::Operand(b)),
        Op::Equal(a, b) if zero(b) => Some(Simpler::Operator(Op::Not(a))),
        Op::Equal(a, b) if zero(a) => Some(Simpler::Operator(Op::Not(b))),
        Op::Mux { condition, then, otherwise } if one(then) && zero(otherwise) => {
            Some(Simpler::Operand(condition))
        }
        Op::Mux { condition, then, otherwise } if zero(then) && one(otherwise) => {
            Some(Simpler::Operator(Op::Not(condition)))
        }
        _ => None,
    }
}
