//! One expression as instructions.

use crate::rtl::expr::{Expr, ExprId, Op};
use crate::rtl::module::Module;

use super::compile::Compiler;
use super::program::{Slot, Step, WideOp, WideStep, mask};

/// The expressions that [`lower`] reads for `expr`. Where a part of a concatenation is a slice, it
/// is what the slice is taken from: bits are then moved once.
pub(super) fn reads(module: &Module, expr: &Expr) -> Vec<ExprId> {
    match &expr.op {
        Op::Concat(parts) => parts.iter().map(|part| piece(module, *part).0).collect(),
        Op::Popcount(of) => vec![masked(module, *of).0],
        op => op.operands(),
    }
}

/// What a part of a concatenation is taken from, and from which bit up.
fn piece(module: &Module, part: ExprId) -> (ExprId, u32) {
    match module.expr(part).op {
        Op::Slice { of, low } => (of, low),
        _ => (part, 0),
    }
}

/// A counted operand and a mask on it: a count over constant columns, the heart of a tile whose
/// weights are constants, is then one instruction.
fn masked(module: &Module, of: ExprId) -> (ExprId, u64) {
    let expr = module.expr(of);
    let constant = |id: ExprId| match &module.expr(id).op {
        Op::Constant(bits) => Some(bits.to_u64()),
        _ => None,
    };
    match expr.op {
        _ if expr.width > 64 => (of, u64::MAX),
        Op::And(a, b) => match (constant(a), constant(b)) {
            (_, Some(bits)) => (a, bits),
            (Some(bits), _) => (b, bits),
            _ => (of, u64::MAX),
        },
        _ => (of, u64::MAX),
    }
}

pub(super) fn lower(compiler: &mut Compiler<'_, '_>, scope: usize, expr: &Expr, d: Slot) {
    let module = compiler.flat.scopes[scope].module;
    match &expr.op {
        Op::Concat(parts) => {
            let mut pieces = vec![];
            for part in parts {
                let (of, low) = piece(module, *part);
                pieces.push((compiler.operand(scope, of), low, module.expr(*part).width));
            }
            lay(compiler, d, &pieces);
        }
        Op::Repeat { of, times } => {
            let of = compiler.operand(scope, *of);
            lay(compiler, d, &vec![(of, 0, of.width); *times as usize]);
        }
        Op::Slice { of, low } => {
            let of = compiler.operand(scope, *of);
            lay(compiler, d, &[(of, *low, d.width)]);
        }
        Op::ZeroExtend(of) => {
            let of = compiler.operand(scope, *of);
            lay(compiler, d, &[(of, 0, of.width)]);
        }
        op => {
            let operands: Vec<Slot> =
                reads(module, expr).into_iter().map(|id| compiler.operand(scope, id)).collect();
            let narrow = d.width <= 64 && operands.iter().all(|operand| operand.width <= 64);
            match narrow_step(module, op, d, &operands).filter(|_| narrow) {
                Some(step) => compiler.steps.push(step),
                None => wide_step(compiler, op, d, &operands),
            }
        }
    }
}

/// Lays pieces (source, lowest bit, width) side by side into `d`, a word at a time.
fn lay(compiler: &mut Compiler<'_, '_>, d: Slot, pieces: &[(Slot, u32, u32)]) {
    let mut at = 0;
    for (source, low, width) in pieces {
        let mut done = 0;
        while done < *width {
            let (from, to) = (low + done, at + done);
            let length = (width - done).min(64 - from % 64).min(64 - to % 64);
            let (a, word) = (source.at + from / 64, d.at + to / 64);
            let (right, left, mask) = ((from % 64) as u8, (to % 64) as u8, mask(length));
            compiler.steps.push(match left {
                0 => Step::Place { d: word, a, right, left, mask },
                _ => Step::Merge { d: word, a, right, left, mask },
            });
            done += length;
        }
        at += width;
    }
    for word in at.div_ceil(64)..d.words() {
        compiler.steps.push(Step::Clear { d: d.at + word });
    }
}

fn narrow_step(module: &Module, op: &Op, slot: Slot, operands: &[Slot]) -> Option<Step> {
    let (d, mask) = (slot.at, mask(slot.width.min(64)));
    let at = |index: usize| operands.get(index).map_or(0, |operand| operand.at);
    let (a, b) = (at(0), at(1));
    let width = operands.first().map_or(1, |operand| operand.width);
    let unused = (64 - width.min(64)) as u8;
    Some(match op {
        Op::Not(_) => Step::Not { d, a, mask },
        Op::And(..) => Step::And { d, a, b },
        Op::Or(..) => Step::Or { d, a, b },
        Op::Xor(..) => Step::Xor { d, a, b },
        Op::Add(..) => Step::Add { d, a, b, mask },
        Op::Sub(..) => Step::Sub { d, a, b, mask },
        Op::Mul(..) => Step::Mul { d, a, b, mask },
        Op::Popcount(of) => Step::Popcount { d, a, mask: masked(module, *of).1 },
        Op::ReduceAnd(_) => Step::ReduceAnd { d, a, mask: super::program::mask(width.min(64)) },
        Op::ReduceOr(_) => Step::ReduceOr { d, a },
        Op::ReduceXor(_) => Step::ReduceXor { d, a },
        Op::ShiftLeft { .. } => Step::ShiftLeft { d, a, b, mask },
        Op::ShiftRight { .. } => Step::ShiftRight { d, a, b },
        Op::Equal(..) => Step::Equal { d, a, b },
        Op::LessUnsigned(..) => Step::LessUnsigned { d, a, b },
        Op::LessSigned(..) => Step::LessSigned { d, a, b, unused },
        Op::SignExtend(_) => Step::SignExtend { d, a, unused, mask },
        Op::Mux { .. } => Step::Mux { d, c: a, a: b, b: at(2) },
        _ => return None,
    })
}

fn wide_step(compiler: &mut Compiler<'_, '_>, op: &Op, d: Slot, operands: &[Slot]) {
    let wide = match op {
        Op::Not(_) => WideOp::Not,
        Op::And(..) => WideOp::And,
        Op::Or(..) => WideOp::Or,
        Op::Xor(..) => WideOp::Xor,
        Op::Add(..) => WideOp::Add,
        Op::Sub(..) => WideOp::Sub,
        Op::Mul(..) => WideOp::Mul,
        Op::Popcount(_) => WideOp::Popcount,
        Op::ReduceAnd(_) => WideOp::ReduceAnd,
        Op::ReduceOr(_) => WideOp::ReduceOr,
        Op::ReduceXor(_) => WideOp::ReduceXor,
        Op::ShiftLeft { .. } => WideOp::ShiftLeft,
        Op::ShiftRight { .. } => WideOp::ShiftRight,
        Op::Equal(..) => WideOp::Equal,
        Op::LessUnsigned(..) => WideOp::LessUnsigned,
        Op::LessSigned(..) => WideOp::LessSigned,
        Op::SignExtend(_) => WideOp::SignExtend,
        Op::Mux { .. } => WideOp::Mux,
        Op::Constant(_) | Op::Signal(_) | Op::Slice { .. } => return,
        Op::Concat(_) | Op::Repeat { .. } | Op::ZeroExtend(_) => return,
    };
    let at = |index: usize| operands.get(index).copied();
    // A unary operation reads its operand twice; a multiplexer's condition comes first.
    let (a, b, c) = match op {
        Op::Mux { .. } => (at(1), at(2), at(0)),
        _ => (at(0), at(1).or(at(0)), None),
    };
    let [a, b, c] = [a, b, c].map(Option::unwrap_or_default);
    compiler.steps.push(Step::Wide(compiler.wide.len() as u32));
    compiler.wide.push(WideStep { op: wide, d, a, b, c });
}
