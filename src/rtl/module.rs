//! A module: its interface, its signals, and what drives them.

use super::bits::Bits;
use super::expr::{Expr, ExprId};
use super::netlist::ModuleId;

/// Handle of a signal within its module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SignalId(pub(super) u32);

impl SignalId {
    /// Position in the module's arena.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A hardware module. Built by a [`super::ModuleBuilder`]; what each part means is told in
/// [`super`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// Name, unique in the netlist.
    pub name: String,
    /// What it is and where it comes from: comment lines of the emitted module.
    pub comment: Vec<String>,
    /// Whether it stands for what cannot be gates, as integers: simulators run it, synthesis and layout see
    /// a black box.
    pub behavioral: bool,
    /// Whether it has ports of clock and reset even where neither it nor anything below holds state: the top of a
    /// design, whose streams are clocked.
    pub clocked: bool,
    /// Ports in order of declaration.
    pub ports: Vec<Port>,
    /// Arena of signals.
    pub signals: Vec<Signal>,
    /// Arena of expressions; operands come before what uses them.
    pub exprs: Vec<Expr>,
    /// Signals driven by an expression.
    pub assigns: Vec<(SignalId, ExprId)>,
    /// Registers.
    pub registers: Vec<Register>,
    /// Memories.
    pub memories: Vec<Memory>,
    /// Instances of other modules.
    pub instances: Vec<Instance>,
}

/// A named wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signal {
    /// Name, unique in the module.
    pub name: String,
    /// Width in bits, at least 1.
    pub width: u32,
}

/// Which way a port carries its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Into the module.
    Input,
    /// Out of the module.
    Output,
}

/// A signal that the outside sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Port {
    /// The signal.
    pub signal: SignalId,
    /// Which way.
    pub direction: Direction,
}

/// A clocked signal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Register {
    /// The signal it drives.
    pub signal: SignalId,
    /// Value after the edge.
    pub next: ExprId,
    /// Load enable, 1 bit.
    pub enable: Option<ExprId>,
    /// Value while `aresetn` is low.
    pub reset: Option<Bits>,
}

/// A memory with synchronous read and write ports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Memory {
    /// Name, unique among the module's signals and memories.
    pub name: String,
    /// Word width in bits.
    pub width: u32,
    /// Number of words, a power of two.
    pub depth: usize,
    /// Initial words from address 0 up; the rest start as zero. Empty: starts unwritten.
    pub contents: Vec<Bits>,
    /// Whether the contents are a table that somebody gave, and no part of the logic: no mutants are made of them.
    pub is_table: bool,
    /// Read ports.
    pub reads: Vec<ReadPort>,
    /// Write ports.
    pub writes: Vec<WritePort>,
}

/// A synchronous read port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadPort {
    /// Address.
    pub address: ExprId,
    /// Capture enable, 1 bit.
    pub enable: ExprId,
    /// The signal it drives, of the memory's width.
    pub data: SignalId,
}

/// A synchronous write port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WritePort {
    /// Address.
    pub address: ExprId,
    /// Write enable, 1 bit.
    pub enable: ExprId,
    /// Word to store.
    pub data: ExprId,
}

/// A use of another module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    /// Name, unique in the module.
    pub name: String,
    /// What is instanced.
    pub module: ModuleId,
    /// Input ports by name, and what feeds them.
    pub inputs: Vec<(String, ExprId)>,
    /// Output ports by name, and the signals they drive.
    pub outputs: Vec<(String, SignalId)>,
}

impl Module {
    /// The signal behind a handle.
    pub fn signal(&self, id: SignalId) -> &Signal {
        &self.signals[id.index()]
    }

    /// The expression behind a handle.
    pub fn expr(&self, id: ExprId) -> &Expr {
        &self.exprs[id.index()]
    }

    /// Every expression with its handle, operands first.
    pub fn exprs(&self) -> impl Iterator<Item = (ExprId, &Expr)> {
        self.exprs.iter().enumerate().map(|(index, expr)| (ExprId(index as u32), expr))
    }

    /// The port called `name`.
    pub fn port(&self, name: &str) -> Option<Port> {
        self.ports.iter().copied().find(|port| self.signal(port.signal).name == name)
    }

    /// Ports of one direction, in order.
    pub fn ports_of(&self, direction: Direction) -> impl Iterator<Item = &Signal> {
        self.ports
            .iter()
            .filter(move |port| port.direction == direction)
            .map(|port| self.signal(port.signal))
    }

    /// Expressions that the module's own state, outputs, wires and instances read.
    pub fn roots(&self) -> Vec<ExprId> {
        let mut roots: Vec<ExprId> = self.assigns.iter().map(|(_, expr)| *expr).collect();
        for register in &self.registers {
            roots.extend(register.enable);
            roots.push(register.next);
        }
        for memory in &self.memories {
            roots.extend(memory.reads.iter().flat_map(|port| [port.address, port.enable]));
            roots.extend(
                memory.writes.iter().flat_map(|port| [port.address, port.enable, port.data]),
            );
        }
        for instance in &self.instances {
            roots.extend(instance.inputs.iter().map(|(_, expr)| *expr));
        }
        roots
    }

    /// Replaces each of [`Self::roots`] by what `to` gives for it.
    pub fn map_roots(&mut self, mut to: impl FnMut(ExprId) -> ExprId) {
        self.assigns.iter_mut().for_each(|(_, expr)| *expr = to(*expr));
        for register in &mut self.registers {
            register.enable = register.enable.map(&mut to);
            register.next = to(register.next);
        }
        for memory in &mut self.memories {
            for port in &mut memory.reads {
                (port.address, port.enable) = (to(port.address), to(port.enable));
            }
            for port in &mut memory.writes {
                (port.address, port.enable) = (to(port.address), to(port.enable));
                port.data = to(port.data);
            }
        }
        for instance in &mut self.instances {
            instance.inputs.iter_mut().for_each(|(_, expr)| *expr = to(*expr));
        }
    }
}
