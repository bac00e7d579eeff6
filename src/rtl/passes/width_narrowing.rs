//! Width narrowing.

use crate::num::bits_for_unsigned;
use crate::rtl::bits::Bits;
use crate::rtl::expr::{Expr, ExprId, Op};
use crate::rtl::module::Module;

use super::arena::Arena;
use super::demand::{Demand, demand};
use super::drivers::{Driver, at_border, drivers};
use super::pass::Pass;
use super::value_ranges::{Analysis, Known, analyze};

/// Computes no bits that nobody looks at, and none above what a value can reach.
///
/// ```text
/// s[16] = zext16(a) + zext16(b)      s[9] = zext9(a) + zext9(b)
/// y[4] = (s * 16'h0005)[3:0]     =>  y[4] = s[3:0] * 4'h5
/// z[1] = zext16(a) <signed s         z[1] = zext9(a) < s
/// ```
///
/// A value of `w` bits of which the low `n` are looked at (`demand`) and which is the zero or sign
/// extension of its low `k` bits (`known`) becomes one of `min(n, k)` bits. What reads it extends
/// it again, so every bit that is looked at is the same; by induction over the expressions, operands
/// first, each operator gets operands whose bits that it depends on are right. Wires and registers get
/// narrower too; signals at a border do not.
pub struct WidthNarrowing;

impl Pass for WidthNarrowing {
    fn name(&self) -> &'static str {
        "width-narrowing"
    }

    fn run(&self, module: &mut Module) {
        let (known, demand) = (analyze(module), demand(module));
        let signals = shapes(module, &known, &demand);
        let mut narrowing =
            Narrowing { module, known, demand, signals, arena: Arena::default(), shapes: vec![] };
        for (id, expr) in module.exprs() {
            narrowing.expression(id, expr);
        }
        let Narrowing { mut arena, shapes, signals, .. } = narrowing;
        roots(module, &mut arena, &shapes, &signals);
        arena.install(module);
    }
}

/// How many low bits of a value are kept, and how the rest follows from them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Shape {
    width: u32,
    rest: Rest,
}

/// Bits of a value above those that are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rest {
    Zeros,
    /// Copies of the top bit that is kept, or there are none.
    Copies,
    /// Nobody looks at them.
    Any,
}

impl Shape {
    fn whole(width: u32) -> Self {
        Self { width, rest: Rest::Copies }
    }

    /// What is needed of a value whose low `demand` bits are looked at.
    fn needed(known: &Known, demand: u32) -> Self {
        let length = known.max.length().max(1);
        let (width, rest) = match length <= known.signed && length < known.width() {
            true => (length, Rest::Zeros),
            false => (known.signed, Rest::Copies),
        };
        match width <= demand {
            true => Self { width, rest },
            false => Self { width: demand.max(1), rest: Rest::Any },
        }
    }

    /// The low bits of a value of `whole` bits that are looked at.
    fn looked_at(whole: u32, demand: u32) -> Self {
        match whole <= demand {
            true => Self::whole(whole),
            false => Self { width: demand.max(1), rest: Rest::Any },
        }
    }

    /// Bits in which a value of `whole` bits is right as a two's complement number.
    fn signed(self, whole: u32) -> u32 {
        match self.rest {
            Rest::Zeros => (self.width + 1).min(whole),
            Rest::Copies | Rest::Any => self.width,
        }
    }
}

/// The new shapes of signals. A bit that is computed for others anyway is kept: to cut it off would be
/// one more thing to read, and to simulate.
fn shapes(module: &Module, known: &Analysis, demand: &Demand) -> Vec<Shape> {
    let (fixed, drivers) = (at_border(module), drivers(module));
    let computed = |value: ExprId| match module.expr(value).op {
        Op::Signal(signal) => demand.signals[signal.index()],
        _ => demand.exprs[value.index()],
    };
    let shape = |index: usize| {
        let value = match drivers[index] {
            Driver::Assign(value) => Some(value),
            Driver::Register(register) => Some(module.registers[register].next),
            Driver::Input | Driver::Memory(_) | Driver::Instance => None,
        };
        match value.filter(|_| !fixed[index]) {
            Some(value) => Shape::needed(&known.signals[index], computed(value)),
            None => Shape::whole(module.signals[index].width),
        }
    };
    (0..module.signals.len()).map(shape).collect()
}

struct Narrowing<'m> {
    module: &'m Module,
    known: Analysis,
    demand: Demand,
    signals: Vec<Shape>,
    arena: Arena,
    /// Of each old expression that has moved.
    shapes: Vec<Shape>,
}

impl Narrowing<'_> {
    fn expression(&mut self, id: ExprId, expr: &Expr) {
        let (known, demand) = (&self.known.exprs[id.index()], self.demand.exprs[id.index()]);
        let needed = match expr.op {
            // Bits of these that are always the same cost nothing: only what reads them is narrowed.
            Op::And(..) | Op::Or(..) | Op::Xor(..) | Op::Not(_) | Op::Popcount(_) => {
                Shape::looked_at(expr.width, demand)
            }
            _ => Shape::needed(known, demand),
        };
        let (new, shape) = match &expr.op {
            Op::Signal(signal) => {
                let shape = self.signals[signal.index()];
                (self.arena.push(expr.op.clone(), shape.width), shape)
            }
            // Its readers cut off what they need.
            Op::Constant(bits) => (self.arena.constant(bits.clone()), needed),
            Op::ZeroExtend(of) | Op::SignExtend(of) | Op::Slice { of, low: 0 } => {
                self.passed(expr, *of).unwrap_or_else(|| (self.fit(*of, needed.width), needed))
            }
            _ => (self.operation(expr, needed.width), needed),
        };
        self.arena.moves(new);
        self.shapes.push(shape);
    }

    /// The operand as it is, where its low bits are the result's and its shape tells the rest.
    fn passed(&self, expr: &Expr, of: ExprId) -> Option<(ExprId, Shape)> {
        let Shape { width, rest } = self.shapes[of.index()];
        let is_whole = width == self.module.expr(of).width;
        let rest = match expr.op {
            Op::ZeroExtend(_) if is_whole => Rest::Zeros,
            Op::ZeroExtend(_) if rest == Rest::Copies => return None,
            Op::SignExtend(_) if is_whole => Rest::Copies,
            Op::Slice { .. } if width > expr.width => return None,
            _ => rest,
        };
        Some((self.arena.moved(of), Shape { width, rest }))
    }

    /// What an old expression became, brought to `width` bits.
    fn fit(&mut self, old: ExprId, width: u32) -> ExprId {
        let (new, shape) = (self.arena.moved(old), self.shapes[old.index()]);
        fit(&mut self.arena, new, shape, width)
    }

    /// The low `width` bits of an operation.
    fn operation(&mut self, expr: &Expr, width: u32) -> ExprId {
        let module = self.module;
        let op = match &expr.op {
            Op::Slice { of, low } => {
                let enough = self.arena.width(self.arena.moved(*of)) >= low + width;
                let of = if enough { self.arena.moved(*of) } else { self.fit(*of, low + width) };
                Op::Slice { of, low: *low }
            }
            Op::Concat(parts) => self.concat(parts, width),
            Op::Repeat { of, .. } => return self.repeat(*of, width),
            Op::ShiftLeft { of, by } => {
                let (of, by) = (self.fit(*of, width), self.number(*by));
                Op::ShiftLeft { of, by }
            }
            Op::ShiftRight { of, by } => {
                let (of, by) = (self.number(*of), self.number(*by));
                let (shifted, from) = (Op::ShiftRight { of, by }, self.arena.width(of));
                return self.result(shifted, from, width);
            }
            Op::Popcount(of) => {
                let of = self.number(*of);
                let from = bits_for_unsigned(self.arena.width(of).into());
                return self.result(Op::Popcount(of), from, width);
            }
            Op::ReduceAnd(of) => match self.shapes[of.index()].rest {
                Rest::Zeros => Op::ReduceAnd(self.fit(*of, module.expr(*of).width)),
                Rest::Copies | Rest::Any => Op::ReduceAnd(self.arena.moved(*of)),
            },
            Op::ReduceOr(of) => Op::ReduceOr(self.arena.moved(*of)),
            Op::ReduceXor(of) => Op::ReduceXor(self.number(*of)),
            Op::Equal(a, b) | Op::LessUnsigned(a, b) | Op::LessSigned(a, b) => {
                self.comparison(&expr.op, *a, *b)
            }
            Op::Mux { condition, then, otherwise } => Op::Mux {
                condition: self.fit(*condition, 1),
                then: self.fit(*then, width),
                otherwise: self.fit(*otherwise, width),
            },
            // Low bits of these depend on nothing above them.
            op => op.clone().map_operands(|operand| self.fit(operand, width)),
        };
        self.arena.push(op, width)
    }

    /// An old expression without zeros above it, or the whole of it.
    fn number(&mut self, old: ExprId) -> ExprId {
        match self.shapes[old.index()].rest {
            Rest::Zeros => self.arena.moved(old),
            Rest::Copies | Rest::Any => self.fit(old, self.module.expr(old).width),
        }
    }

    /// An unsigned result of `from` bits brought to `width`.
    fn result(&mut self, op: Op, from: u32, width: u32) -> ExprId {
        let new = self.arena.push(op, from);
        fit(&mut self.arena, new, Shape { width: from, rest: Rest::Zeros }, width)
    }

    fn concat(&mut self, parts: &[ExprId], width: u32) -> Op {
        let (mut below, mut kept) = (0, vec![]);
        for part in parts {
            let whole = self.module.expr(*part).width;
            if below < width {
                kept.push(self.fit(*part, whole.min(width - below)));
            }
            below += whole;
        }
        Op::Concat(kept)
    }

    fn repeat(&mut self, of: ExprId, width: u32) -> ExprId {
        let whole = self.module.expr(of).width;
        let of = self.fit(of, whole.min(width));
        if width <= whole {
            return of;
        }
        let times = width.div_ceil(whole);
        self.result(Op::Repeat { of, times }, whole * times, width)
    }

    /// A comparison in as many bits as both sides are right in: as unsigned numbers if both are
    /// extended by zeros, else as signed ones. Sign extension keeps also the order of unsigned numbers.
    fn comparison(&mut self, op: &Op, a: ExprId, b: ExprId) -> Op {
        let whole = self.module.expr(a).width;
        let shapes = [a, b].map(|id| self.shapes[id.index()]);
        let unsigned = shapes.iter().all(|shape| shape.rest == Rest::Zeros);
        let widths = shapes.map(|shape| if unsigned { shape.width } else { shape.signed(whole) });
        let width = widths[0].max(widths[1]);
        let (a, b) = (self.fit(a, width), self.fit(b, width));
        match op {
            Op::Equal(..) => Op::Equal(a, b),
            Op::LessSigned(..) if !unsigned => Op::LessSigned(a, b),
            _ => Op::LessUnsigned(a, b),
        }
    }
}

/// A new expression of some shape, brought to `width` bits.
fn fit(arena: &mut Arena, new: ExprId, shape: Shape, width: u32) -> ExprId {
    let from = arena.width(new);
    if from == width {
        return new;
    }
    if let Op::Constant(bits) = &arena.expr(new).op {
        let negative = shape.rest == Rest::Copies && bits.bit(from - 1);
        let rest = if negative { Bits::ones(width) } else { Bits::zero(width) };
        let bits = Bits::concat([bits, &rest]).slice(0, width);
        return arena.constant(bits);
    }
    let op = match shape.rest {
        _ if from > width => Op::Slice { of: new, low: 0 },
        Rest::Copies => Op::SignExtend(new),
        Rest::Zeros | Rest::Any => Op::ZeroExtend(new),
    };
    arena.push(op, width)
}

/// Signals get their new widths; everything else reads values as wide as they were.
fn roots(module: &mut Module, arena: &mut Arena, old: &[Shape], signals: &[Shape]) {
    let widths: Vec<u32> = module.exprs.iter().map(|expr| expr.width).collect();
    let to = |arena: &mut Arena, id: ExprId, width: u32| {
        let new = arena.moved(id);
        fit(arena, new, old[id.index()], width)
    };
    let mut assigns = std::mem::take(&mut module.assigns);
    let mut registers = std::mem::take(&mut module.registers);
    module.map_roots(|id| to(arena, id, widths[id.index()]));
    for (signal, value) in &mut assigns {
        *value = to(arena, *value, signals[signal.index()].width);
    }
    for register in &mut registers {
        let width = signals[register.signal.index()].width;
        register.next = to(arena, register.next, width);
        register.enable = register.enable.map(|enable| to(arena, enable, 1));
        register.reset = register.reset.as_ref().map(|reset| reset.slice(0, width));
    }
    (module.assigns, module.registers) = (assigns, registers);
    for (signal, shape) in module.signals.iter_mut().zip(signals) {
        signal.width = shape.width;
    }
}
