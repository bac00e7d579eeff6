//! The pictures in the passes' docs: what stands there is what happens.

use expect_test::{Expect, expect};

use crate::rtl::expr::{ExprId, Op};
use crate::rtl::passes::{
    CommonSubexpressions, ConstantFolding, DeadLogic, Pass, Size, WidthNarrowing,
};
use crate::rtl::{Module, ModuleBuilder};

use super::{after, difference, netlist};

/// A value in the notation of the pictures.
fn value(module: &Module, id: ExprId) -> String {
    let of = |id: &ExprId| value(module, *id);
    let side = |id: &ExprId| match module.expr(*id).op.operands().len() {
        2 => format!("({})", of(id)),
        _ => of(id),
    };
    let infix =
        |a: &ExprId, operator: &str, b: &ExprId| format!("{} {operator} {}", side(a), side(b));
    let expr = module.expr(id);
    match &expr.op {
        Op::Constant(bits) => format!("{}'h{}", expr.width, bits.to_hex()),
        Op::Signal(signal) => module.signal(*signal).name.clone(),
        Op::Slice { of: inner, low } => format!("{}[{}:{low}]", side(inner), low + expr.width - 1),
        Op::ZeroExtend(a) => format!("zext{}({})", expr.width, of(a)),
        Op::SignExtend(a) => format!("sext{}({})", expr.width, of(a)),
        Op::And(a, b) => infix(a, "&", b),
        Op::Xor(a, b) => infix(a, "^", b),
        Op::Add(a, b) => infix(a, "+", b),
        Op::Mul(a, b) => infix(a, "*", b),
        Op::LessUnsigned(a, b) => infix(a, "<", b),
        Op::LessSigned(a, b) => infix(a, "<signed", b),
        Op::Mux { condition, then, otherwise } => {
            format!("mux({}, {}, {})", of(condition), of(then), of(otherwise))
        }
        op => format!("{op:?}"),
    }
}

/// A module in the notation of the pictures.
fn picture(module: &Module) -> String {
    let name = |signal: crate::rtl::SignalId| {
        let signal = module.signal(signal);
        format!("{}[{}]", signal.name, signal.width)
    };
    let registers = module
        .registers
        .iter()
        .map(|register| format!("{} <= {}\n", name(register.signal), value(module, register.next)));
    let wires = module
        .assigns
        .iter()
        .map(|(signal, expr)| format!("{} = {}\n", name(*signal), value(module, *expr)));
    registers.chain(wires).collect()
}

/// What a pass makes of a module, which it must make smaller and leave as it was to look at.
/// `page` is the pass's source file, whose picture must have every line.
fn check(pass: &dyn Pass, page: &str, build: impl FnOnce(&ModuleBuilder), pictures: [Expect; 2]) {
    let (original, top) = netlist(build);
    let changed = after(pass, &original);
    let (before, becomes) = (picture(original.get(top)), picture(changed.get(top)));
    pictures[0].assert_eq(&before);
    pictures[1].assert_eq(&becomes);
    for line in before.lines().chain(becomes.lines()) {
        assert!(page.contains(line), "the picture of {} lacks `{line}`", pass.name());
    }
    let bits = |module: &Module| Size::of(module).bits;
    assert!(bits(changed.get(top)) < bits(original.get(top)), "{} did not fire", pass.name());
    assert_eq!(difference([&original, &changed], top, 200, 1), None);
}

#[test]
fn constant_folding() {
    let build = |m: &ModuleBuilder| {
        let (a, b) = (m.input("a", 8), m.input("b", 8));
        let zero = m.wire("zero", m.constant(8, 0));
        m.output("y", a.less(zero, false).mux(b, a + zero));
    };
    check(
        &ConstantFolding,
        include_str!("../constant_folding.rs"),
        build,
        [
            expect![[r#"
            zero[8] = 8'h00
            y[8] = mux(a < zero, b, a + zero)
        "#]],
            expect![[r#"
            zero[8] = 8'h00
            y[8] = a
        "#]],
        ],
    );
}

#[test]
fn common_subexpressions() {
    let build = |m: &ModuleBuilder| {
        let (a, b, c) = (m.input("a", 8), m.input("b", 8), m.input("c", 8));
        m.output("y", (a + b) ^ c);
        m.output("z", (b + a) & c);
    };
    check(
        &CommonSubexpressions,
        include_str!("../common_subexpressions.rs"),
        build,
        [
            expect![[r#"
            y[8] = (a + b) ^ c
            z[8] = (b + a) & c
        "#]],
            expect![[r#"
            y[8] = (a + b) ^ c
            z[8] = (a + b) & c
        "#]],
        ],
    );
}

#[test]
fn width_narrowing() {
    let build = |m: &ModuleBuilder| {
        let (a, b) = (m.input("a", 8), m.input("b", 8));
        let s = m.wire("s", a.zero_extend(16) + b.zero_extend(16));
        m.output("y", (s * m.constant(16, 5)).slice(0, 4));
        m.output("z", a.zero_extend(16).less(s, true));
    };
    check(
        &WidthNarrowing,
        include_str!("../width_narrowing.rs"),
        build,
        [
            expect![[r#"
            s[16] = zext16(a) + zext16(b)
            y[4] = (s * 16'h0005)[3:0]
            z[1] = zext16(a) <signed s
        "#]],
            expect![[r#"
            s[9] = zext9(a) + zext9(b)
            y[4] = s[3:0] * 4'h5
            z[1] = zext9(a) < s
        "#]],
        ],
    );
}

#[test]
fn dead_logic() {
    let build = |m: &ModuleBuilder| {
        let a = m.input("a", 8);
        let count = m.register("count", 8).reset(0);
        let value = count.value();
        m.wire("spare", a ^ value);
        count.next(value + m.constant(8, 1));
        m.output("y", a);
    };
    check(
        &DeadLogic,
        include_str!("../dead_logic.rs"),
        build,
        [
            expect![[r#"
            count[8] <= count + 8'h01
            spare[8] = a ^ count
            y[8] = a
        "#]],
            expect![[r#"
            y[8] = a
        "#]],
        ],
    );
}
