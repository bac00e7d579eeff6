//! One change of a module.

use crate::rtl::bits::Bits;
use crate::rtl::expr::{Expr, ExprId, Op};
use crate::rtl::module::{Module, SignalId};
use crate::rtl::passes::{Arena, rewrite};

/// A change that leaves the module valid. Handles are those of the module before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// An expression computes something else of the same width.
    Operator {
        /// Which.
        expr: ExprId,
        /// What it computes now.
        by: Op,
    },
    /// An expression computes the complement of something else.
    Complement {
        /// Which.
        expr: ExprId,
        /// What it computes the complement of now.
        of: Op,
    },
    /// An expression is another, an operand of it as wide as itself.
    Operand {
        /// Which.
        expr: ExprId,
        /// What takes its place.
        kept: ExprId,
    },
    /// An expression reads the complement of an operand.
    ComplementOperand {
        /// Which.
        expr: ExprId,
        /// Number of the operand.
        operand: usize,
    },
    /// An expression reads a constant in an operand's place.
    Constant {
        /// Which.
        expr: ExprId,
        /// Number of the operand.
        operand: usize,
        /// The constant, as wide as the operand.
        value: Bits,
    },
    /// The top bit of an expression is lost.
    TopBit {
        /// Which, of 2 bits or more.
        expr: ExprId,
        /// Whether the bit below takes its place, and not 0.
        signed: bool,
    },
    /// A bit of a signal that has an expression or a register for a driver never changes.
    StuckDriver {
        /// The signal.
        signal: SignalId,
        /// Its bit.
        bit: u32,
        /// What it always is.
        value: bool,
    },
    /// A bit of a signal never changes for any reader in the module.
    StuckReads {
        /// The signal.
        signal: SignalId,
        /// Its bit.
        bit: u32,
        /// What it always is.
        value: bool,
    },
    /// A register has another reset value, or none.
    Reset {
        /// Which of the module's registers.
        register: usize,
        /// The reset value.
        value: Option<Bits>,
    },
    /// A register loads always, or never except at reset.
    Enable {
        /// Which of the module's registers.
        register: usize,
        /// Whether it loads.
        loads: bool,
    },
    /// A memory's read port captures always, or never.
    ReadEnable {
        /// Memory and port.
        port: (usize, usize),
        /// Whether it captures.
        captures: bool,
    },
    /// A memory's write port stores always, or never.
    WriteEnable {
        /// Memory and port.
        port: (usize, usize),
        /// Whether it stores.
        stores: bool,
    },
    /// A bit of a memory's contents is wrong.
    Contents {
        /// Which of the module's memories.
        memory: usize,
        /// Address.
        word: usize,
        /// Bit of the word.
        bit: u32,
    },
}

impl Edit {
    /// Changes the module.
    pub(super) fn apply(&self, module: &mut Module) {
        match self {
            Self::Operator { expr, .. }
            | Self::Complement { expr, .. }
            | Self::Operand { expr, .. }
            | Self::ComplementOperand { expr, .. }
            | Self::Constant { expr, .. }
            | Self::TopBit { expr, .. } => rewrite(module, |arena, old, new| {
                if old == *expr {
                    self.rewritten(arena, new)
                } else {
                    arena.push(new.op, new.width)
                }
            }),
            Self::StuckReads { signal, bit, value } => rewrite(module, |arena, _, new| {
                let reads = new.op == Op::Signal(*signal);
                let (op, width) = (new.op, new.width);
                let whole = arena.push(op, width);
                if reads { stuck(arena, whole, *bit, *value) } else { whole }
            }),
            Self::StuckDriver { signal, bit, value } => stick(module, *signal, *bit, *value),
            Self::Reset { register, value } => module.registers[*register].reset = value.clone(),
            Self::Enable { register, loads } => {
                let enable = constant(module, *loads);
                module.registers[*register].enable = Some(enable);
            }
            Self::ReadEnable { port: (memory, port), captures } => {
                let enable = constant(module, *captures);
                module.memories[*memory].reads[*port].enable = enable;
            }
            Self::WriteEnable { port: (memory, port), stores } => {
                let enable = constant(module, *stores);
                module.memories[*memory].writes[*port].enable = enable;
            }
            Self::Contents { memory, word, bit } => {
                let word = &mut module.memories[*memory].contents[*word];
                *word = flipped(word, *bit);
            }
        }
    }

    /// What takes the place of the edited expression, whose operands have moved to the arena.
    fn rewritten(&self, arena: &mut Arena, Expr { op, width }: Expr) -> ExprId {
        let mut operands = op.operands();
        match self {
            Self::Operator { by, .. } => {
                let by = by.clone().map_operands(|old| arena.moved(old));
                arena.push(by, width)
            }
            Self::Complement { of, .. } => {
                let of = of.clone().map_operands(|old| arena.moved(old));
                let of = arena.push(of, width);
                arena.push(Op::Not(of), width)
            }
            Self::Operand { kept, .. } => arena.moved(*kept),
            Self::ComplementOperand { operand, .. } => {
                let of = operands[*operand];
                operands[*operand] = arena.push(Op::Not(of), arena.width(of));
                arena.push(with_operands(op, &operands), width)
            }
            Self::Constant { operand, value, .. } => {
                operands[*operand] = arena.constant(value.clone());
                arena.push(with_operands(op, &operands), width)
            }
            Self::TopBit { signed, .. } => {
                let whole = arena.push(op, width);
                let low = arena.push(Op::Slice { of: whole, low: 0 }, width - 1);
                arena.push(if *signed { Op::SignExtend(low) } else { Op::ZeroExtend(low) }, width)
            }
            _ => arena.push(op, width),
        }
    }
}

fn with_operands(op: Op, operands: &[ExprId]) -> Op {
    let mut next = operands.iter();
    op.map_operands(|old| next.next().copied().unwrap_or(old))
}

/// The value with one bit changed.
pub(super) fn flipped(value: &Bits, bit: u32) -> Bits {
    Bits::from_bools((0..value.width()).map(|at| value.bit(at) != (at == bit)))
}

fn constant(module: &mut Module, value: bool) -> ExprId {
    push(module, Op::Constant(Bits::from_u64(1, value.into())), 1)
}

fn push(module: &mut Module, op: Op, width: u32) -> ExprId {
    module.exprs.push(Expr { op, width });
    ExprId(module.exprs.len() as u32 - 1)
}

/// `whole` with one bit fixed.
fn stuck(arena: &mut Arena, whole: ExprId, bit: u32, value: bool) -> ExprId {
    let width = arena.width(whole);
    let (op, mask) = fixing(width, bit, value);
    let mask = arena.constant(mask);
    arena.push(op(whole, mask), width)
}

/// The gate and the constant that fix a bit.
fn fixing(width: u32, bit: u32, value: bool) -> (fn(ExprId, ExprId) -> Op, Bits) {
    match value {
        true => (Op::Or, flipped(&Bits::zero(width), bit)),
        false => (Op::And, flipped(&Bits::ones(width), bit)),
    }
}

fn stick(module: &mut Module, signal: SignalId, bit: u32, value: bool) {
    let width = module.signal(signal).width;
    let (op, mask) = fixing(width, bit, value);
    let mask = push(module, Op::Constant(mask), width);
    let exprs = &mut module.exprs;
    let mut fixed = |driver: &mut ExprId| {
        exprs.push(Expr { op: op(*driver, mask), width });
        *driver = ExprId(exprs.len() as u32 - 1);
    };
    let assigns = module.assigns.iter_mut();
    assigns.filter(|(driven, _)| *driven == signal).for_each(|(_, driver)| fixed(driver));
    for register in module.registers.iter_mut().filter(|register| register.signal == signal) {
        fixed(&mut register.next);
        register.reset = register
            .reset
            .take()
            .map(|reset| if reset.bit(bit) == value { reset } else { flipped(&reset, bit) });
    }
}
