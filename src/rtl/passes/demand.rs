//! How many low bits of every value anything looks at: a backward analysis.
//!
//! Demand begins at output ports and at the inputs of instances. A value that has none is dead.

use std::collections::BinaryHeap;

use crate::rtl::expr::{ExprId, Op};
use crate::rtl::module::{Module, SignalId};

use super::drivers::{Driver, at_border, drivers, outputs};

/// Low bits that are looked at, by index; 0 for what is dead.
pub(super) struct Demand {
    pub exprs: Vec<u32>,
    pub signals: Vec<u32>,
}

/// Analyzes a module.
pub(super) fn demand(module: &Module) -> Demand {
    let mut search = Search {
        module,
        drivers: drivers(module),
        fixed: at_border(module),
        demand: Demand {
            exprs: vec![0; module.exprs.len()],
            signals: vec![0; module.signals.len()],
        },
        open: BinaryHeap::new(),
    };
    outputs(module).for_each(|signal| search.signal(signal, u32::MAX));
    for instance in &module.instances {
        instance.inputs.iter().for_each(|(_, expr)| search.whole(*expr));
    }
    // Demand only grows and no value has more bits than its width, so this ends.
    while let Some(expr) = search.open.pop() {
        search.operands(expr);
    }
    search.demand
}

struct Search<'m> {
    module: &'m Module,
    drivers: Vec<Driver>,
    fixed: Vec<bool>,
    demand: Demand,
    /// Expressions whose demand has grown. The last comes first: operands stand before what reads them,
    /// so each is mostly looked at once, with all of its demand.
    open: BinaryHeap<ExprId>,
}

impl Search<'_> {
    /// The low `bits` of an expression are looked at.
    fn expr(&mut self, id: ExprId, bits: u32) {
        let bits = bits.min(self.module.expr(id).width);
        let known = &mut self.demand.exprs[id.index()];
        if bits > *known {
            *known = bits;
            self.open.push(id);
        }
    }

    fn whole(&mut self, id: ExprId) {
        self.expr(id, u32::MAX);
    }

    fn both(&mut self, a: ExprId, b: ExprId, bits: u32) {
        self.expr(a, bits);
        self.expr(b, bits);
    }

    /// The low `bits` of a signal are looked at. Signals at a border are looked at from outside.
    fn signal(&mut self, id: SignalId, bits: u32) {
        let width = self.module.signal(id).width;
        let bits = if self.fixed[id.index()] { width } else { bits.min(width) };
        if bits <= self.demand.signals[id.index()] {
            return;
        }
        self.demand.signals[id.index()] = bits;
        match self.drivers[id.index()] {
            Driver::Assign(value) => self.expr(value, bits),
            Driver::Register(index) => {
                let register = &self.module.registers[index];
                self.expr(register.next, bits);
                register.enable.iter().for_each(|enable| self.whole(*enable));
            }
            Driver::Memory(index) => self.memory(index, id),
            Driver::Input | Driver::Instance => {}
        }
    }

    /// A memory is looked at through the read port that drives `data`.
    fn memory(&mut self, index: usize, data: SignalId) {
        let memory = &self.module.memories[index];
        for port in memory.reads.iter().filter(|port| port.data == data) {
            self.whole(port.address);
            self.whole(port.enable);
        }
        for port in &memory.writes {
            [port.address, port.enable, port.data].into_iter().for_each(|expr| self.whole(expr));
        }
    }

    fn operands(&mut self, id: ExprId) {
        let module = self.module;
        let bits = self.demand.exprs[id.index()];
        match &module.expr(id).op {
            Op::Constant(_) => {}
            Op::Signal(signal) => self.signal(*signal, bits),
            Op::Slice { of, low } => self.expr(*of, low + bits),
            Op::Concat(parts) => {
                let mut below = 0;
                for part in parts {
                    self.expr(*part, bits.saturating_sub(below));
                    below += module.expr(*part).width;
                }
            }
            // A bit of the result depends on bits of the operands that are not above it.
            Op::Repeat { of, .. } | Op::ZeroExtend(of) | Op::SignExtend(of) | Op::Not(of) => {
                self.expr(*of, bits);
            }
            Op::And(a, b) | Op::Or(a, b) | Op::Xor(a, b) => self.both(*a, *b, bits),
            Op::Add(a, b) | Op::Sub(a, b) | Op::Mul(a, b) => self.both(*a, *b, bits),
            Op::ShiftLeft { of, by } => {
                self.expr(*of, bits);
                self.whole(*by);
            }
            Op::Mux { condition, then, otherwise } => {
                self.whole(*condition);
                self.expr(*then, bits);
                self.expr(*otherwise, bits);
            }
            op => op.operands().into_iter().for_each(|operand| self.whole(operand)),
        }
    }
}
