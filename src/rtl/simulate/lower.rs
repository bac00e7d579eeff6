//! One expression as instructions.

use crate::rtl::expr::{Expr, ExprId, Op};
use crate::rtl::module::Module;

use super::compile::{Compiler, ZERO};
use super::flatten::Scope;
use super::program::{Column, Count, Part, Slot, Step, WideOp, WideStep, mask};
use super::sums::{Sum, Terms};

/// The expressions that [`lower`] reads for `expr`. Where one instruction does the work of several
/// expressions, it is what the innermost of them reads.
pub(super) fn reads(scope: &Scope<'_>, expr: &Expr) -> Vec<ExprId> {
    if let Some(sum) = Sum::of(scope, expr) {
        return sum.reads();
    }
    match &expr.op {
        Op::Concat(parts) => {
            pieces(scope.module, parts).into_iter().map(|piece| piece.of).collect()
        }
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

impl Piece<Slot> {
    /// Its bits word by word: number of the word of the result, and what is laid into it.
    fn parts(&self) -> impl Iterator<Item = (u32, Part)> + '_ {
        let mut done = 0;
        std::iter::from_fn(move || {
            let (from, to) = (self.low + done, self.at + done);
            let length = (self.width - done).min(64 - from % 64).min(64 - to % 64);
            done += length;
            let (right, left) = ((from % 64) as u8, (to % 64) as u8);
            let part = || Part { a: self.of.at + from / 64, right, left, mask: mask(length) };
            (length > 0).then(|| (to / 64, part()))
        })
    }
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

pub(super) fn is_zero(module: &Module, id: ExprId) -> bool {
    matches!(&module.expr(id).op, Op::Constant(bits) if !bits.any())
}

pub(super) fn lower(compiler: &mut Compiler<'_, '_>, scope: usize, expr: &Expr, d: Slot) {
    let within = &compiler.flat.scopes[scope];
    let module = within.module;
    if let Some(sum) = Sum::of(within, expr) {
        add(compiler, scope, &sum, d);
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
                op.operands().into_iter().map(|id| compiler.operand(scope, id)).collect();
            let narrow = d.width <= 64 && operands.iter().all(|operand| operand.width <= 64);
            match narrow_step(op, d, &operands).filter(|_| narrow) {
                Some(step) => compiler.code.steps.push(step),
                None => wide_step(compiler, op, d, &operands),
            }
        }
    }
}

/// A sum as one instruction.
fn add(compiler: &mut Compiler<'_, '_>, scope: usize, sum: &Sum, d: Slot) {
    let a = sum.base.map_or(ZERO, |base| compiler.operand(scope, base).at);
    let (d, width) = (d.at, d.width as u8);
    match &sum.terms {
        Terms::Number { of, left, minus, unused } => {
            let b = compiler.operand(scope, *of).at;
            let (left, minus, unused) = (*left, *minus, *unused);
            compiler.code.steps.push(Step::AddScaled { d, a, b, left, minus, width, unused });
        }
        Terms::Counts(counted) => {
            let first = compiler.code.counts.len() as u32;
            for term in counted {
                let of = compiler.operand(scope, term.of);
                let words = (of.at..).take(of.words() as usize).enumerate();
                let counts = words.map(|(word, of)| {
                    let cells = term.cells.as_ref().map_or(u64::MAX, |cells| cells.words()[word]);
                    Count { of, scale: term.scale, cells }
                });
                compiler.code.counts.extend(counts.filter(|count| count.cells != 0));
            }
            let counts = compiler.code.counts.len() as u32 - first;
            let column = Column { d, a, first, counts, width };
            compiler.code.steps.push(Step::AddCounts(column));
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
        compiler.code.steps.push(Step::SignExtend { d: d.at + word, a: of.at, unused: 63, mask });
    }
}

/// Lays pieces, lowest first, into `d`, a word at a time. Bits that no piece covers are zero.
pub(super) fn lay(compiler: &mut Compiler<'_, '_>, d: Slot, pieces: &[Piece<Slot>]) {
    let mut parts = pieces.iter().flat_map(Piece::parts).peekable();
    for word in 0..d.words() {
        let own: Vec<(u32, Part)> =
            std::iter::from_fn(|| parts.next_if(|(of, _)| *of == word)).collect();
        let d = d.at + word;
        let step = match own[..] {
            [] => Step::Place { d, part: Part::default() },
            [(_, part)] => Step::Place { d, part },
            _ => {
                let first = compiler.code.parts.len() as u32;
                compiler.code.parts.extend(own.iter().map(|(_, part)| *part));
                Step::Join { d, first, parts: own.len() as u32 }
            }
        };
        compiler.code.steps.push(step);
    }
}

fn narrow_step(op: &Op, slot: Slot, operands: &[Slot]) -> Option<Step> {
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
        Op::Constant(_) | Op::Signal(_) | Op::Slice { .. } | Op::Popcount(_) => return,
        Op::Concat(_) | Op::Repeat { .. } | Op::ZeroExtend(_) => return,
    };
    let at = |index: usize| operands.get(index).copied();
    // A unary operation reads its operand twice; a multiplexer's condition comes first.
    let (a, b, c) = match op {
        Op::Mux { .. } => (at(1), at(2), at(0)),
        _ => (at(0), at(1).or(at(0)), None),
    };
    let [a, b, c] = [a, b, c].map(Option::unwrap_or_default);
    compiler.code.steps.push(Step::Wide(compiler.code.wide.len() as u32));
    compiler.code.wide.push(WideStep { op: wide, d, a, b, c });
}
