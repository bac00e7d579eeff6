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

use super::bits::Bits;
use super::expr::{Expr, ExprId, Op};
use super::module::{
    Direction, Instance, Memory, Module, Port, ReadPort, Signal, SignalId, WritePort,
};
use super::netlist::{ModuleId, Netlist};
use super::wire::{Reg, Wire};

/// Builds one [`Module`]. Mistakes of width or naming are found by `validate`, not here.
pub struct ModuleBuilder {
    pub(super) module: RefCell<Module>,
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
                behavioral: false,
                clocked: false,
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

    /// The same as the model of something that cannot be gates.
    pub fn behavioral(self) -> Self {
        self.module.borrow_mut().behavioral = true;
        self
    }

    /// The same with ports of clock and reset in any case.
    pub fn clocked(self) -> Self {
        self.module.borrow_mut().clocked = true;
        self
    }

    /// Name of the module.
    pub fn name(&self) -> String {
        self.module.borrow().name.clone()
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

    pub(super) fn expr(&self, width: u32, op: Op) -> Wire<'_> {
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
        self.add_memory(name, width, depth, (contents, false))
    }

    /// A memory of the rows of a table.
    pub fn table(&self, name: &str, width: u32, rows: Vec<Bits>) -> usize {
        self.add_memory(name, width, rows.len(), (rows, true))
    }

    fn add_memory(
        &self,
        name: &str,
        width: u32,
        depth: usize,
        (contents, is_table): (Vec<Bits>, bool),
    ) -> usize {
        let mut module = self.module.borrow_mut();
        module.memories.push(Memory {
            name: name.to_string(),
            width,
            depth: depth.max(2).next_power_of_two(),
            contents,
            is_table,
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
