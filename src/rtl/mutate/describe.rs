//! Faults in words.

use crate::rtl::expr::{ExprId, Op};
use crate::rtl::module::Module;

use super::edit::Edit;

/// Operators deep that an expression is told.
const DEPTH: usize = 3;

/// Where the fault is and what it is.
pub(super) fn describe(module: &Module, edit: &Edit) -> String {
    let name = |signal: &crate::rtl::SignalId| module.signal(*signal).name.as_str();
    let register = |at: &usize| name(&module.registers[*at].signal);
    let at = |expr: &ExprId, what: String| {
        let place = cone(module, *expr).map_or(String::new(), |root| format!(" for `{root}`"));
        format!("`{}`{place} {what}", text(module, *expr))
    };
    let operator = |op: &Op| op_text(module, op, DEPTH - 1);
    let bit = |value: &bool| u8::from(*value);
    match edit {
        Edit::Operator { expr, by } => at(expr, format!("becomes `{}`", operator(by))),
        Edit::Complement { expr, of } => at(expr, format!("becomes `not ({})`", operator(of))),
        Edit::Operand { expr, kept } => at(expr, format!("becomes `{}`", text(module, *kept))),
        Edit::ComplementOperand { expr, operand } => {
            at(expr, format!("reads operand {operand} complemented"))
        }
        Edit::Constant { expr, operand, value } => {
            at(expr, format!("reads {value:?} as operand {operand}"))
        }
        Edit::TopBit { expr, signed: false } => at(expr, "loses its top bit".into()),
        Edit::TopBit { expr, signed: true } => at(expr, "repeats the bit below its top bit".into()),
        Edit::StuckDriver { signal, bit: at, value }
        | Edit::StuckReads { signal, bit: at, value } => {
            format!("bit {at} of `{}` stuck at {}", name(signal), bit(value))
        }
        Edit::Reset { register: at, value: None } => format!("`{}` is not reset", register(at)),
        Edit::Reset { register: at, value: Some(value) } => {
            format!("`{}` resets to {value:?}", register(at))
        }
        Edit::Enable { register: at, loads: true } => format!("`{}` loads always", register(at)),
        Edit::Enable { register: at, loads: false } => format!("`{}` never loads", register(at)),
        Edit::ReadEnable { port: (memory, port), captures } => {
            let how = if *captures { "always" } else { "never" };
            format!("read port {port} of `{}` captures {how}", module.memories[*memory].name)
        }
        Edit::WriteEnable { port: (memory, port), stores } => {
            let how = if *stores { "always" } else { "never" };
            format!("write port {port} of `{}` stores {how}", module.memories[*memory].name)
        }
        Edit::Contents { memory, word, bit } => {
            format!("bit {bit} of word {word} of `{}` wrong", module.memories[*memory].name)
        }
    }
}

/// The first signal or port whose value depends on the expression within the cycle.
fn cone(module: &Module, expr: ExprId) -> Option<String> {
    let mut reaches = vec![false; module.exprs.len()];
    for (id, gate) in module.exprs().skip(expr.index()) {
        let reads = gate.op.operands();
        reaches[id.index()] = id == expr || reads.iter().any(|read| reaches[read.index()]);
    }
    let hit = |root: &ExprId| reaches[root.index()];
    let name = |signal| module.signal(signal).name.clone();
    let assigns =
        module.assigns.iter().find(|(_, root)| hit(root)).map(|(signal, _)| name(*signal));
    let registers = module.registers.iter();
    let mut registers =
        registers.filter(|register| hit(&register.next) || register.enable.iter().any(hit));
    let mut inputs = module.instances.iter().flat_map(|instance| {
        instance.inputs.iter().map(move |(port, root)| (&instance.name, port, root))
    });
    let memories = module.memories.iter();
    let mut memories = memories.filter(|memory| {
        memory.reads.iter().any(|port| hit(&port.address) || hit(&port.enable))
            || memory
                .writes
                .iter()
                .any(|port| [port.address, port.enable, port.data].iter().any(hit))
    });
    assigns
        .or_else(|| registers.next().map(|register| name(register.signal)))
        .or_else(|| {
            inputs.find(|(.., root)| hit(root)).map(|(name, port, _)| format!("{name}.{port}"))
        })
        .or_else(|| memories.next().map(|memory| memory.name.clone()))
}

fn text(module: &Module, expr: ExprId) -> String {
    op_text(module, &module.expr(expr).op, DEPTH)
}

fn op_text(module: &Module, op: &Op, depth: usize) -> String {
    let inner = |expr: &ExprId| match &module.expr(*expr).op {
        op @ (Op::Constant(_) | Op::Signal(_)) => op_text(module, op, depth),
        _ if depth == 0 => "..".into(),
        op @ Op::Slice { .. } => op_text(module, op, depth - 1),
        op => format!("({})", op_text(module, op, depth - 1)),
    };
    let two = |a: &ExprId, sign: &str, b: &ExprId| format!("{} {sign} {}", inner(a), inner(b));
    match op {
        Op::Constant(value) => format!("{value:?}"),
        Op::Signal(signal) => module.signal(*signal).name.clone(),
        Op::Slice { of, low } => format!("{}[{low}..]", inner(of)),
        Op::Concat(parts) => format!("{{{} parts}}", parts.len()),
        Op::Repeat { of, times } => format!("{times} x {}", inner(of)),
        Op::ZeroExtend(a) => format!("zero-extended {}", inner(a)),
        Op::SignExtend(a) => format!("sign-extended {}", inner(a)),
        Op::Not(a) => format!("not {}", inner(a)),
        Op::And(a, b) => two(a, "&", b),
        Op::Or(a, b) => two(a, "|", b),
        Op::Xor(a, b) => two(a, "^", b),
        Op::ReduceAnd(a) => format!("all of {}", inner(a)),
        Op::ReduceOr(a) => format!("any of {}", inner(a)),
        Op::ReduceXor(a) => format!("parity of {}", inner(a)),
        Op::Popcount(a) => format!("ones of {}", inner(a)),
        Op::Add(a, b) => two(a, "+", b),
        Op::Sub(a, b) => two(a, "-", b),
        Op::Mul(a, b) => two(a, "*", b),
        Op::ShiftLeft { of, by } => two(of, "<<", by),
        Op::ShiftRight { of, by } => two(of, ">>", by),
        Op::Equal(a, b) => two(a, "==", b),
        Op::LessUnsigned(a, b) => two(a, "<", b),
        Op::LessSigned(a, b) => two(a, "signed <", b),
        Op::Mux { condition, then, otherwise } => {
            format!("{} ? {} : {}", inner(condition), inner(then), inner(otherwise))
        }
    }
}
