//! A builder that reads like hardware.
//!
//! ```
//! use cimgen::rtl::{ModuleBuilder, Netlist, validate};
//!
//! let m = ModuleBuilder::new("counter", ["Counts the cycles in which `step` is high."]);
//! let step = m.input("step", 1);
//! let count = m.register("count", 8).reset(0).enable(step);
//! let value = count.value();
//! count.next(value + m.constant(8, 1));
//! m.output("value", value);
//!
//! let mut netlist = Netlist::new();
//! let top = netlist.add(m.finish());
//! assert!(validate(&netlist, top).is_ok());
//! ```

use std::cell::RefCell;
use std::ops;

use crate::num::bits_for_unsigned;

use super::bits::Bits;
use super::expr::{Expr, ExprId, Op};
use super::module::{
    Direction, Instance, Memory, Module, Port, ReadPort, Register, Signal, SignalId, WritePort,
};
use super::netlist::{ModuleId, Netlist};

/// Builds one [`Module`]. Mistakes of width or naming are found by `validate`, not here.
pub struct ModuleBuilder {
    module: RefCell<Module>,
}

/// A value inside a module under construction.
#[derive(Clone, Copy)]
pub struct Wire<'m> {
    builder: &'m ModuleBuilder,
    id: ExprId,
    width: u32,
}

/// A register under construction; [`Reg::next`] completes it.
#[derive(Clone)]
pub struct Reg<'m> {
    value: Wire<'m>,
    signal: SignalId,
    enable: Option<ExprId>,
    reset: Option<Bits>,
}

impl ModuleBuilder {
    /// A module called `name`; `comment` says what it is and where it comes from.
    pub fn new<S: Into<String>>(
        name: impl Into<String>,
        comment: impl IntoIterator<Item = S>,
    ) -> Self {
        Self {
            module: RefCell::new(Module {
                name: name.into(),
                comment: comment.into_iter().map(Into::into).collect(),
                ports: vec![],
                signals: vec![],
                exprs: vec![],
                assigns: vec![],
                registers: vec![],
                memories: vec![],
                instances: vec![],
            }),
        }
    }

    /// The finished module.
    pub fn finish(self) -> Module {
        self.module.into_inner()
    }

    fn signal(&self, name: &str, width: u32) -> SignalId {
        let mut module = self.module.borrow_mut();
        module.signals.push(Signal { name: name.to_string(), width });
        SignalId(module.signals.len() as u32 - 1)
    }

    fn expr(&self, width: u32, op: Op) -> Wire<'_> {
        let mut module = self.module.borrow_mut();
        module.exprs.push(Expr { op, width });
        Wire { builder: self, id: ExprId(module.exprs.len() as u32 - 1), width }
    }

    fn read(&self, signal: SignalId, width: u32) -> Wire<'_> {
        self.expr(width, Op::Signal(signal))
    }

    /// An input port.
    pub fn input(&self, name: &str, width: u32) -> Wire<'_> {
        let signal = self.signal(name, width);
        self.module.borrow_mut().ports.push(Port { signal, direction: Direction::Input });
        self.read(signal, width)
    }

    /// An output port with its value.
    pub fn output(&self, name: &str, value: Wire<'_>) {
        let signal = self.signal(name, value.width);
        let mut module = self.module.borrow_mut();
        module.ports.push(Port { signal, direction: Direction::Output });
        module.assigns.push((signal, value.id));
    }

    /// A named wire with its value.
    pub fn wire(&self, name: &str, value: Wire<'_>) -> Wire<'_> {
        let signal = self.signal(name, value.width);
        self.module.borrow_mut().assigns.push((signal, value.id));
        self.read(signal, value.width)
    }

    /// A named wire whose value [`Self::drive`] gives later.
    pub fn forward(&self, name: &str, width: u32) -> Wire<'_> {
        self.read(self.signal(name, width), width)
    }

    /// An output port whose value [`Self::drive`] gives later.
    pub fn forward_output(&self, name: &str, width: u32) -> Wire<'_> {
        let signal = self.signal(name, width);
        self.module.borrow_mut().ports.push(Port { signal, direction: Direction::Output });
        self.read(signal, width)
    }

    /// Gives a [`Self::forward`] wire its value. Driving anything else leaves an undriven or
    /// doubly driven signal, which `validate` reports.
    pub fn drive(&self, wire: Wire<'_>, value: Wire<'_>) {
        let mut module = self.module.borrow_mut();
        if let Op::Signal(signal) = module.exprs[wire.id.index()].op {
            module.assigns.push((signal, value.id));
        }
    }

    /// A register.
    pub fn register(&self, name: &str, width: u32) -> Reg<'_> {
        let signal = self.signal(name, width);
        Reg { value: self.read(signal, width), signal, enable: None, reset: None }
    }

    /// The low `width` bits of `value`.
    pub fn constant(&self, width: u32, value: u64) -> Wire<'_> {
        self.bits(Bits::from_u64(width, value))
    }

    /// The low `width` bits of `value`'s two's complement.
    pub fn signed_constant(&self, width: u32, value: i64) -> Wire<'_> {
        self.bits(Bits::from_i64(width, value))
    }

    /// A constant of any width.
    pub fn bits(&self, bits: Bits) -> Wire<'_> {
        self.expr(bits.width(), Op::Constant(bits))
    }

    /// Parts side by side, least significant first. A single part is passed through.
    pub fn concat<'m>(&'m self, parts: impl IntoIterator<Item = Wire<'m>>) -> Wire<'m> {
        let parts: Vec<Wire<'m>> = parts.into_iter().collect();
        if let [only] = parts[..] {
            return only;
        }
        let width = parts.iter().map(|part| part.width).sum();
        self.expr(width, Op::Concat(parts.iter().map(|part| part.id).collect()))
    }

    /// Sum of the parts (modulo their width) as a balanced tree; zero of `width` for none.
    pub fn sum<'m>(&'m self, width: u32, parts: impl IntoIterator<Item = Wire<'m>>) -> Wire<'m> {
        self.tree(parts, |a, b| a + b).unwrap_or_else(|| self.constant(width, 0))
    }

    /// 1 where every part is 1.
    pub fn all<'m>(&'m self, parts: impl IntoIterator<Item = Wire<'m>>) -> Wire<'m> {
        self.tree(parts, |a, b| a & b).unwrap_or_else(|| self.constant(1, 1))
    }

    /// Parts combined pairwise, level by level, until one is left.
    pub fn tree<'m>(
        &'m self,
        parts: impl IntoIterator<Item = Wire<'m>>,
        combine: impl Fn(Wire<'m>, Wire<'m>) -> Wire<'m>,
    ) -> Option<Wire<'m>> {
        let mut level: Vec<Wire<'m>> = parts.into_iter().collect();
        while level.len() > 1 {
            let pair = |pair: &[Wire<'m>]| match *pair {
                [a, b] => combine(a, b),
                _ => pair[0],
            };
            level = level.chunks(2).map(pair).collect();
        }
        level.pop()
    }

    /// A memory. `depth` is rounded up to a power of two; `contents` may be empty.
    pub fn memory(&self, name: &str, width: u32, depth: usize, contents: Vec<Bits>) -> usize {
        let mut module = self.module.borrow_mut();
        let depth = depth.max(2).next_power_of_two();
        let name = name.to_string();
        module.memories.push(Memory {
            name,
            width,
            depth,
            contents,
            reads: vec![],
            writes: vec![],
        });
        module.memories.len() - 1
    }

    /// A read port of `memory`; the result is the word captured at the last enabled edge.
    pub fn read_port(
        &self,
        memory: usize,
        name: &str,
        address: Wire<'_>,
        enable: Wire<'_>,
    ) -> Wire<'_> {
        let width = self.module.borrow().memories[memory].width;
        let data = self.signal(name, width);
        let port = ReadPort { address: address.id, enable: enable.id, data };
        self.module.borrow_mut().memories[memory].reads.push(port);
        self.read(data, width)
    }

    /// A write port of `memory`.
    pub fn write_port(&self, memory: usize, address: Wire<'_>, enable: Wire<'_>, data: Wire<'_>) {
        let port = WritePort { address: address.id, enable: enable.id, data: data.id };
        self.module.borrow_mut().memories[memory].writes.push(port);
    }

    /// An instance of `module`, its inputs bound by name. Returns its outputs, in order of
    /// declaration, as wires called `<instance>_<port>`.
    pub fn instance<'m>(
        &'m self,
        netlist: &Netlist,
        module: ModuleId,
        name: &str,
        inputs: impl IntoIterator<Item = (String, Wire<'m>)>,
    ) -> Vec<(String, Wire<'m>)> {
        let ports: Vec<Signal> = netlist.get(module).ports_of(Direction::Output).cloned().collect();
        let outputs: Vec<(String, SignalId, u32)> = ports
            .into_iter()
            .map(|port| {
                let signal = self.signal(&format!("{name}_{}", port.name), port.width);
                (port.name, signal, port.width)
            })
            .collect();
        let instance = Instance {
            name: name.to_string(),
            module,
            inputs: inputs.into_iter().map(|(port, wire)| (port, wire.id)).collect(),
            outputs: outputs.iter().map(|(port, signal, _)| (port.clone(), *signal)).collect(),
        };
        self.module.borrow_mut().instances.push(instance);
        outputs.into_iter().map(|(port, signal, width)| (port, self.read(signal, width))).collect()
    }
}

impl<'m> Wire<'m> {
    /// Width in bits.
    pub fn width(self) -> u32 {
        self.width
    }

    fn unary(self, width: u32, op: impl FnOnce(ExprId) -> Op) -> Wire<'m> {
        self.builder.expr(width, op(self.id))
    }

    fn binary(
        self,
        other: Wire<'m>,
        width: u32,
        op: impl FnOnce(ExprId, ExprId) -> Op,
    ) -> Wire<'m> {
        self.builder.expr(width, op(self.id, other.id))
    }

    /// `width` bits from bit `low` up. The whole of a wire is the wire itself.
    pub fn slice(self, low: u32, width: u32) -> Wire<'m> {
        if low == 0 && width == self.width {
            return self;
        }
        self.unary(width, |of| Op::Slice { of, low })
    }

    /// One bit.
    pub fn bit(self, index: u32) -> Wire<'m> {
        self.slice(index, 1)
    }

    /// The top bit.
    pub fn top(self) -> Wire<'m> {
        self.bit(self.width.saturating_sub(1))
    }

    /// Copies side by side.
    pub fn repeat(self, times: u32) -> Wire<'m> {
        if times == 1 {
            self
        } else {
            self.unary(self.width * times, |of| Op::Repeat { of, times })
        }
    }

    /// Zeros above, up to `width`.
    pub fn zero_extend(self, width: u32) -> Wire<'m> {
        if width == self.width { self } else { self.unary(width, Op::ZeroExtend) }
    }

    /// Copies of the top bit above, up to `width`.
    pub fn sign_extend(self, width: u32) -> Wire<'m> {
        if width == self.width { self } else { self.unary(width, Op::SignExtend) }
    }

    /// Extended to `width` as a number that is signed or not.
    pub fn extend(self, width: u32, signed: bool) -> Wire<'m> {
        if signed { self.sign_extend(width) } else { self.zero_extend(width) }
    }

    /// 1 where every bit is 1.
    pub fn reduce_and(self) -> Wire<'m> {
        self.unary(1, Op::ReduceAnd)
    }

    /// 1 where any bit is 1.
    pub fn reduce_or(self) -> Wire<'m> {
        self.unary(1, Op::ReduceOr)
    }

    /// Parity.
    pub fn reduce_xor(self) -> Wire<'m> {
        self.unary(1, Op::ReduceXor)
    }

    /// Number of ones, just wide enough.
    pub fn popcount(self) -> Wire<'m> {
        self.unary(bits_for_unsigned(self.width.into()), Op::Popcount)
    }

    /// Shifted left by an unsigned amount.
    pub fn shift_left(self, by: Wire<'m>) -> Wire<'m> {
        self.binary(by, self.width, |of, by| Op::ShiftLeft { of, by })
    }

    /// Shifted right by an unsigned amount, zeros in.
    pub fn shift_right(self, by: Wire<'m>) -> Wire<'m> {
        self.binary(by, self.width, |of, by| Op::ShiftRight { of, by })
    }

    /// 1 where equal.
    pub fn equal(self, other: Wire<'m>) -> Wire<'m> {
        self.binary(other, 1, Op::Equal)
    }

    /// 1 where this is less, both unsigned or both two's complement.
    pub fn less(self, other: Wire<'m>, signed: bool) -> Wire<'m> {
        self.binary(other, 1, if signed { Op::LessSigned } else { Op::LessUnsigned })
    }

    /// `then` where this bit is 1, else `otherwise`.
    pub fn mux(self, then: Wire<'m>, otherwise: Wire<'m>) -> Wire<'m> {
        let (condition, then_id, otherwise) = (self.id, then.id, otherwise.id);
        self.builder.expr(then.width, Op::Mux { condition, then: then_id, otherwise })
    }

    /// This value times a constant, modulo 2^width.
    pub fn times(self, factor: i64) -> Wire<'m> {
        self.binary(self.builder.signed_constant(self.width, factor), self.width, Op::Mul)
    }

    /// Shifted left by a constant, keeping the width.
    pub fn shifted(self, by: u32) -> Wire<'m> {
        match by {
            0 => self,
            _ if by >= self.width => self.builder.constant(self.width, 0),
            _ => {
                self.builder.concat([self.builder.constant(by, 0), self.slice(0, self.width - by)])
            }
        }
    }
}

impl<'m> Reg<'m> {
    /// The register's present value.
    pub fn value(&self) -> Wire<'m> {
        self.value
    }

    /// With a reset value (low bits of two's complement).
    pub fn reset(self, value: i64) -> Self {
        Self { reset: Some(Bits::from_i64(self.value.width, value)), ..self }
    }

    /// With a load enable.
    pub fn enable(self, enable: Wire<'m>) -> Self {
        Self { enable: Some(enable.id), ..self }
    }

    /// Gives the value after the next edge and returns the present one.
    pub fn next(self, next: Wire<'m>) -> Wire<'m> {
        let register =
            Register { signal: self.signal, next: next.id, enable: self.enable, reset: self.reset };
        self.value.builder.module.borrow_mut().registers.push(register);
        self.value
    }
}

macro_rules! operator {
    ($trait:ident, $method:ident, $op:ident) => {
        impl<'m> ops::$trait for Wire<'m> {
            type Output = Wire<'m>;
            fn $method(self, other: Wire<'m>) -> Wire<'m> {
                self.binary(other, self.width, Op::$op)
            }
        }
    };
}
operator!(BitAnd, bitand, And);
operator!(BitOr, bitor, Or);
operator!(BitXor, bitxor, Xor);
operator!(Add, add, Add);
operator!(Sub, sub, Sub);
operator!(Mul, mul, Mul);

impl<'m> ops::Not for Wire<'m> {
    type Output = Wire<'m>;
    fn not(self) -> Wire<'m> {
        self.unary(self.width, Op::Not)
    }
}
