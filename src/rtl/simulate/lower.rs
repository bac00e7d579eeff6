//! One expression as instructions.

use crate::num::bits_for_unsigned;
use crate::rtl::expr::{Expr, ExprId, Op};
use crate::rtl::module::Module;

use super::compile::Compiler;
use super::program::{Slot, Step, WideOp, WideStep, mask};

/// The expressions that [`lower`] reads for `expr`. Where one instruction does the work of several
/// expressions, it is what the innermost of them reads.
pub(super) fn reads(module: &Module, expr: &Expr) -> Vec<ExprId> {
    if let Some(sum) = fused_sum(module, expr) {
        return vec![sum.base, sum.term];
    }
    match &expr.op {
        Op::Concat(parts) => pieces(module, parts).into_iter().map(|piece| piece.of).collect(),
        Op::Popcount(of) => vec![masked(module, *of).0],
        op => op.operands(),
    }
}

/// Some bits of a value and where they are laid.
pub(super) struct Piece<T> {
    pub of: T,
    /// Lowest bit taken.
    pub low: u32,
    pub width: u32,
    /// Bit of the result that the lowest goes to.
    pub at: u32,
}

/// Parts of a concatenation. Of a slice it is what the slice is taken from, so that bits move once;
/// zeros are left out, and neighbors that were neighbors before move together.
fn pieces(module: &Module, parts: &[ExprId]) -> Vec<Piece<ExprId>> {
    let mut pieces: Vec<Piece<ExprId>> = vec![];
    let mut at = 0;
    for part in parts {
        let width = module.expr(*part).width;
        let (of, low) = match module.expr(*part).op {
            Op::Slice { of, low } => (of, low),
            _ => (*part, 0),
        };
        match pieces.last_mut() {
            _ if is_zero(module, *part) => {}
            Some(last)
                if last.of == of && last.low + last.width == low && last.at + last.width == at =>
            {
                last.width += width;
            }
            _ => pieces.push(Piece { of, low, width, at }),
        }
        at += width;
    }
    pieces
}

fn is_zero(module: &Module, id: ExprId) -> bool {
    matches!(&module.expr(id).op, Op::Constant(bits) if !bits.any())
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

/// A sum one of whose terms is counted, shifted or sign-extended in the same instruction.
struct FusedSum {
    base: ExprId,
    term: ExprId,
    /// What the term is multiplied by.
    scale: i16,
    form: Form,
}

enum Form {
    /// Ones under a mask.
    Counted(u64),
    /// A signed number; this many bits above it are unused, none where it is not signed.
    Number(u8),
}

fn fused_sum(module: &Module, expr: &Expr) -> Option<FusedSum> {
    let (a, b, sign) = match expr.op {
        _ if expr.width > 64 => return None,
        Op::Add(a, b) => (a, b, 1),
        Op::Sub(a, b) => (a, b, -1),
        _ => return None,
    };
    let fused = |base: ExprId, term: ExprId| {
        let (inner, left) = unshifted(module, term);
        let (inner, form) = inner_form(module, inner);
        let plain = left == 0 && matches!(form, Form::Number(0));
        (!plain).then_some(FusedSum { base, term: inner, scale: sign << left, form })
    };
    fused(a, b).or_else(|| fused(b, a).filter(|_| sign == 1))
}

/// What a term is without zeros below it, and how many there are: a shift to the left by a constant. The
/// bits it pushes out are beyond the sum's width, or there are none.
fn unshifted(module: &Module, term: ExprId) -> (ExprId, u32) {
    let (shifted, is_extended) = match module.expr(term).op {
        Op::ZeroExtend(of) => (of, true),
        _ => (term, false),
    };
    let Op::Concat(parts) = &module.expr(shifted).op else { return (term, 0) };
    let [zeros, rest] = parts[..] else { return (term, 0) };
    let left = module.expr(zeros).width;
    // A scale has 16 bits.
    if !is_zero(module, zeros) || left > 14 {
        return (term, 0);
    }
    match module.expr(rest).op {
        // The sign of a number does not reach above the extension.
        Op::SignExtend(_) if is_extended => (term, 0),
        Op::Slice { of, low: 0 } if !is_extended && module.expr(of).width <= 64 => (of, left),
        _ => (rest, left),
    }
}

fn inner_form(module: &Module, term: ExprId) -> (ExprId, Form) {
    let narrow = |id: ExprId| module.expr(id).width <= 64;
    match module.expr(term).op {
        Op::ZeroExtend(of) => match inner_form(module, of) {
            // Only a count is whole below zeros: a signed number's bits end at its extension.
            (counted, Form::Counted(mask)) => (counted, Form::Counted(mask)),
            _ => (of, Form::Number(0)),
        },
        Op::SignExtend(of) => (of, Form::Number((64 - module.expr(of).width) as u8)),
        Op::Popcount(of) if narrow(of) => {
            let (of, mask) = masked(module, of);
            (of, Form::Counted(mask))
        }
        // A count that is cut where it cannot reach is whole.
        Op::Slice { of, low: 0 } => match inner_form(module, of) {
            (counted, Form::Counted(mask)) if fits(module, counted, mask, term) => {
                (counted, Form::Counted(mask))
            }
            _ => (term, Form::Number(0)),
        },
        _ => (term, Form::Number(0)),
    }
}

/// Whether the ones of `counted` under `mask` are always a number of as many bits as `term` has.
fn fits(module: &Module, counted: ExprId, mask: u64, term: ExprId) -> bool {
    let greatest = mask.count_ones().min(module.expr(counted).width);
    bits_for_unsigned(greatest.into()) <= module.expr(term).width
}

pub(super) fn lower(compiler: &mut Compiler<'_, '_>, scope: usize, expr: &Expr, d: Slot) {
    let module = compiler.flat.scopes[scope].module;
    if let Some(sum) = fused_sum(module, expr) {
        let (a, b) = (compiler.operand(scope, sum.base).at, compiler.operand(scope, sum.term).at);
        let (d, scale, width) = (d.at, sum.scale, d.width as u8);
        compiler.steps.push(match sum.form {
            Form::Counted(mask) => Step::AddCounted { d, a, b, scale, width, mask },
            Form::Number(unused) => Step::AddScaled { d, a, b, scale, width, unused },
        });
        return;
    }
    match &expr.op {
        Op::Concat(parts) => {
            let slot = |of| compiler.operand(scope, of);
            let pieces = pieces(module, parts).into_iter();
            let pieces = pieces
                .map(|Piece { of, low, width, at }| Piece { of: slot(of), low, width, at })
                .collect::<Vec<_>>();
            lay(compiler, d, &pieces);
        }
        Op::Repeat { of, times } => {
            let of = compiler.operand(scope, *of);
            repeat(compiler, d, of, *times);
        }
        Op::Slice { of, low } => {
            let of = compiler.operand(scope, *of);
            lay(compiler, d, &[Piece { of, low: *low, width: d.width, at: 0 }]);
        }
        Op::ZeroExtend(of) => {
            let of = compiler.operand(scope, *of);
            lay(compiler, d, &[Piece { of, low: 0, width: of.width, at: 0 }]);
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

/// Copies side by side; those of one bit a word at a time.
fn repeat(compiler: &mut Compiler<'_, '_>, d: Slot, of: Slot, times: u32) {
    if of.width > 1 {
        let piece = |copy: u32| Piece { of, low: 0, width: of.width, at: copy * of.width };
        lay(compiler, d, &(0..times).map(piece).collect::<Vec<_>>());
        return;
    }
    for word in 0..d.words() {
        let mask = mask((d.width - word * 64).min(64));
        compiler.steps.push(Step::SignExtend { d: d.at + word, a: of.at, unused: 63, mask });
    }
}

/// Lays pieces, lowest first, into `d`, a word at a time. Bits that no piece covers are zero.
pub(super) fn lay(compiler: &mut Compiler<'_, '_>, d: Slot, pieces: &[Piece<Slot>]) {
    // Words of `d` that have a piece or were cleared.
    let mut begun = 0;
    for piece in pieces {
        let mut done = 0;
        while done < piece.width {
            let (from, to) = (piece.low + done, piece.at + done);
            let length = (piece.width - done).min(64 - from % 64).min(64 - to % 64);
            let (a, word) = (piece.of.at + from / 64, d.at + to / 64);
            let (right, left, mask) = ((from % 64) as u8, (to % 64) as u8, mask(length));
            while begun < to / 64 {
                compiler.steps.push(Step::Clear { d: d.at + begun });
                begun += 1;
            }
            compiler.steps.push(if begun == to / 64 {
                begun += 1;
                Step::Place { d: word, a, right, left, mask }
            } else {
                Step::Merge { d: word, a, right, left, mask }
            });
            done += length;
        }
    }
    for word in begun..d.words() {
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
