//! What a module is made of, with all that it instances: operators counted by what hardware they become.

use std::ops::{Add, AddAssign};

use serde::Serialize;

use super::expr::{Expr, Op};
use super::module::Module;
use super::netlist::{ModuleId, Netlist};

/// Operators and state. A behavioral module counts for nothing: it is no logic.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Census {
    /// Comparisons of which is less.
    pub comparators: u64,
    /// Bits of their operands.
    pub comparator_bits: u64,
    /// Sums and differences.
    pub adders: u64,
    /// Bits of them.
    pub adder_bits: u64,
    /// Bits of products.
    pub multiplier_bits: u64,
    /// Bits that are counted.
    pub counted_bits: u64,
    /// Bits of multiplexers.
    pub multiplexer_bits: u64,
    /// Bits of gates, reductions and comparisons for equality.
    pub gate_bits: u64,
    /// Bits of registers.
    pub register_bits: u64,
    /// Bits of memories.
    pub memory_bits: u64,
}

impl Census {
    /// Of a module and, as often as they are used, of all that it instances.
    pub fn of(netlist: &Netlist, id: ModuleId) -> Self {
        let module = netlist.get(id);
        if module.behavioral {
            return Self::default();
        }
        let own = Self::alone(module);
        let below = module.instances.iter().map(|instance| Self::of(netlist, instance.module));
        below.fold(own, Self::add)
    }

    fn alone(module: &Module) -> Self {
        let mut census = Self::default();
        for (_, expr) in module.exprs() {
            census.count(module, expr);
        }
        let registers = module.registers.iter();
        census.register_bits =
            registers.map(|register| u64::from(module.signal(register.signal).width)).sum();
        let memories = module.memories.iter();
        census.memory_bits =
            memories.map(|memory| u64::from(memory.width) * memory.depth as u64).sum();
        census
    }

    fn count(&mut self, module: &Module, expr: &Expr) {
        let (width, operand) = (u64::from(expr.width), |id| u64::from(module.expr(id).width));
        match &expr.op {
            Op::LessUnsigned(a, _) | Op::LessSigned(a, _) => {
                self.comparators += 1;
                self.comparator_bits += operand(*a);
            }
            Op::Add(..) | Op::Sub(..) => {
                self.adders += 1;
                self.adder_bits += width;
            }
            Op::Mul(..) => self.multiplier_bits += width,
            Op::Popcount(of) => self.counted_bits += operand(*of),
            Op::Mux { .. } => self.multiplexer_bits += width,
            Op::Equal(a, _) | Op::ReduceAnd(a) | Op::ReduceOr(a) | Op::ReduceXor(a) => {
                self.gate_bits += operand(*a);
            }
            Op::Not(_) | Op::And(..) | Op::Or(..) | Op::Xor(..) => self.gate_bits += width,
            Op::ShiftLeft { .. } | Op::ShiftRight { .. } => self.multiplexer_bits += width,
            Op::Constant(_)
            | Op::Signal(_)
            | Op::Slice { .. }
            | Op::Concat(_)
            | Op::Repeat { .. }
            | Op::ZeroExtend(_)
            | Op::SignExtend(_) => {}
        }
    }
}

impl Add for Census {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            comparators: self.comparators + other.comparators,
            comparator_bits: self.comparator_bits + other.comparator_bits,
            adders: self.adders + other.adders,
            adder_bits: self.adder_bits + other.adder_bits,
            multiplier_bits: self.multiplier_bits + other.multiplier_bits,
            counted_bits: self.counted_bits + other.counted_bits,
            multiplexer_bits: self.multiplexer_bits + other.multiplexer_bits,
            gate_bits: self.gate_bits + other.gate_bits,
            register_bits: self.register_bits + other.register_bits,
            memory_bits: self.memory_bits + other.memory_bits,
        }
    }
}

impl AddAssign for Census {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rtl::ModuleBuilder;

    #[test]
    fn instances_count_as_often_as_they_are_used() {
        let mut netlist = Netlist::new();
        let leaf = ModuleBuilder::new("leaf", ["-"]);
        let (a, b) = (leaf.input("a", 4), leaf.input("b", 4));
        leaf.output("less", a.less(b, false));
        let sum = leaf.register("sum", 4);
        let next = sum.value() + a;
        leaf.output("given", sum.next(next));
        let leaf = netlist.add(leaf.finish());
        let model = ModuleBuilder::new("model", ["-"]).behavioral();
        let a = model.input("a", 4);
        model.output("y", a + a);
        let model = netlist.add(model.finish());
        let top = ModuleBuilder::new("top", ["-"]);
        let x = top.input("x", 4);
        for name in ["one", "two"] {
            top.instance(&netlist, leaf, name, [("a".into(), x), ("b".into(), x)]);
        }
        top.instance(&netlist, model, "model", [("a".into(), x)]);
        top.output("any", x.reduce_or());
        let top = netlist.add(top.finish());
        let expected = Census {
            comparators: 2,
            comparator_bits: 8,
            adders: 2,
            adder_bits: 8,
            gate_bits: 4,
            register_bits: 8,
            ..Census::default()
        };
        assert_eq!(Census::of(&netlist, top), expected);
    }
}
