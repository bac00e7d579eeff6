//! A module without its state.

use crate::rtl::bits::Bits;
use crate::rtl::expr::{Expr, ExprId, Op};
use crate::rtl::module::{Direction, Module, Port, Signal, SignalId};

/// The combinational module between a module's state: what registers hold, what memories read and what
/// instances give comes in by ports, and what they take goes out. Two modules with one state whose
/// cuts are equal are equal in every state, also in those that are never reached. Reset values and
/// words of memories are no part of it.
pub fn cut(module: &Module) -> Module {
    let mut cut = Cut {
        module: Module {
            clocked: false,
            registers: vec![],
            memories: vec![],
            instances: vec![],
            ..module.clone()
        },
        count: 0,
    };
    for register in &module.registers {
        let held = cut.comes_in(register.signal);
        let next = match register.enable {
            Some(condition) => {
                let width = cut.width(register.next);
                let (then, otherwise) = (register.next, held);
                cut.expr(Op::Mux { condition, then, otherwise }, width)
            }
            None => register.next,
        };
        cut.goes_out(next);
    }
    for memory in &module.memories {
        for port in &memory.reads {
            cut.comes_in(port.data);
            cut.goes_out(port.enable);
            cut.goes_out_when(port.enable, port.address);
        }
        for port in &memory.writes {
            cut.goes_out(port.enable);
            cut.goes_out_when(port.enable, port.address);
            cut.goes_out_when(port.enable, port.data);
        }
    }
    for instance in &module.instances {
        instance.outputs.iter().for_each(|(_, signal)| {
            cut.comes_in(*signal);
        });
        instance.inputs.iter().for_each(|(_, expr)| cut.goes_out(*expr));
    }
    cut.module
}

struct Cut {
    module: Module,
    count: usize,
}

impl Cut {
    fn width(&self, expr: ExprId) -> u32 {
        self.module.expr(expr).width
    }

    fn expr(&mut self, op: Op, width: u32) -> ExprId {
        self.module.exprs.push(Expr { op, width });
        ExprId(self.module.exprs.len() as u32 - 1)
    }

    fn port(&mut self, width: u32, direction: Direction) -> SignalId {
        let signal = SignalId(self.module.signals.len() as u32);
        self.module.signals.push(Signal { name: format!("cut_{}", self.count), width });
        self.module.ports.push(Port { signal, direction });
        self.count += 1;
        signal
    }

    /// A port in that drives a signal.
    fn comes_in(&mut self, signal: SignalId) -> ExprId {
        let width = self.module.signal(signal).width;
        let port = self.port(width, Direction::Input);
        let value = self.expr(Op::Signal(port), width);
        self.module.assigns.push((signal, value));
        value
    }

    fn goes_out(&mut self, value: ExprId) {
        let port = self.port(self.width(value), Direction::Output);
        self.module.assigns.push((port, value));
    }

    /// Goes out where `condition` is 1, else zero does.
    fn goes_out_when(&mut self, condition: ExprId, then: ExprId) {
        let width = self.width(then);
        let otherwise = self.expr(Op::Constant(Bits::zero(width)), width);
        let masked = self.expr(Op::Mux { condition, then, otherwise }, width);
        self.goes_out(masked);
    }
}
