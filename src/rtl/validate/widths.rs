//! Handles resolve, operands come first, widths follow each operator's rule.

use crate::num::{bits_for_count, bits_for_unsigned};
use crate::rtl::expr::{Expr, ExprId, Op};
use crate::rtl::module::{Module, SignalId};

pub(super) fn check(module: &Module, found: &mut Vec<String>) {
    for (id, expr) in module.exprs() {
        if expr.width == 0 {
            found.push(format!("expression {} has width 0", id.index()));
        } else if expr.op.operands().iter().any(|operand| *operand >= id) {
            found.push(format!("expression {} reads one that comes after it", id.index()));
        } else if !fits(module, expr) {
            found.push(format!("widths of expression {} disagree: {expr:?}", id.index()));
        }
    }
    for signal in module.signals.iter().filter(|signal| signal.width == 0) {
        found.push(format!("signal `{}` has width 0", signal.name));
    }
    if !found.is_empty() {
        return;
    }
    handles(module, found);
    if found.is_empty() {
        state(module, found);
    }
}

fn fits(module: &Module, expr: &Expr) -> bool {
    let width = |id: ExprId| module.expr(id).width;
    let w = expr.width;
    match &expr.op {
        Op::Constant(bits) => bits.width() == w,
        Op::Signal(id) => module.signals.get(id.index()).is_some_and(|signal| signal.width == w),
        Op::Slice { of, low } => low.checked_add(w).is_some_and(|end| end <= width(*of)),
        Op::Concat(parts) => {
            parts.iter().map(|part| u64::from(width(*part))).sum::<u64>() == u64::from(w)
        }
        Op::Repeat { of, times } => u64::from(width(*of)) * u64::from(*times) == u64::from(w),
        Op::ZeroExtend(of) | Op::SignExtend(of) => width(*of) <= w,
        Op::Not(a) => width(*a) == w,
        Op::And(a, b) | Op::Or(a, b) | Op::Xor(a, b) => width(*a) == w && width(*b) == w,
        Op::Add(a, b) | Op::Sub(a, b) | Op::Mul(a, b) => width(*a) == w && width(*b) == w,
        Op::ReduceAnd(_) | Op::ReduceOr(_) | Op::ReduceXor(_) => w == 1,
        Op::Popcount(of) => w == bits_for_unsigned(width(*of).into()),
        Op::ShiftLeft { of, .. } | Op::ShiftRight { of, .. } => width(*of) == w,
        Op::Equal(a, b) | Op::LessUnsigned(a, b) | Op::LessSigned(a, b) => {
            w == 1 && width(*a) == width(*b)
        }
        Op::Mux { condition, then, otherwise } => {
            width(*condition) == 1 && width(*then) == w && width(*otherwise) == w
        }
    }
}

fn handles(module: &Module, found: &mut Vec<String>) {
    if module.roots().iter().any(|root| root.index() >= module.exprs.len()) {
        found.push("something reads an expression that does not exist".into());
    }
    let mut signals: Vec<SignalId> = module.ports.iter().map(|port| port.signal).collect();
    signals.extend(module.assigns.iter().map(|(signal, _)| *signal));
    signals.extend(module.registers.iter().map(|register| register.signal));
    signals.extend(module.memories.iter().flat_map(|m| m.reads.iter().map(|port| port.data)));
    signals.extend(module.instances.iter().flat_map(|i| i.outputs.iter().map(|(_, s)| *s)));
    if signals.iter().any(|signal| signal.index() >= module.signals.len()) {
        found.push("something drives a signal that does not exist".into());
    }
}

fn state(module: &Module, found: &mut Vec<String>) {
    let width = |id: ExprId| module.expr(id).width;
    for (signal, value) in &module.assigns {
        let signal = module.signal(*signal);
        if signal.width != width(*value) {
            found.push(format!("`{}` is assigned a value of another width", signal.name));
        }
    }
    for register in &module.registers {
        let signal = module.signal(register.signal);
        let reset = register.reset.as_ref().is_none_or(|reset| reset.width() == signal.width);
        if width(register.next) != signal.width
            || !reset
            || register.enable.is_some_and(|e| width(e) != 1)
        {
            found.push(format!("widths of register `{}` disagree", signal.name));
        }
    }
    for memory in &module.memories {
        let address = bits_for_count(memory.depth);
        let shape = memory.depth.is_power_of_two()
            && memory.contents.len() <= memory.depth
            && memory.contents.iter().all(|word| word.width() == memory.width);
        let reads = memory.reads.iter().all(|port| {
            width(port.address) == address
                && width(port.enable) == 1
                && module.signal(port.data).width == memory.width
        });
        let writes = memory.writes.iter().all(|port| {
            width(port.address) == address
                && width(port.enable) == 1
                && width(port.data) == memory.width
        });
        if !(shape && reads && writes) {
            found.push(format!("shape or port widths of memory `{}` disagree", memory.name));
        }
    }
}
