//! The instance tree as one flat list of scopes, and where each value really comes from.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use crate::rtl::expr::{ExprId, Op};
use crate::rtl::module::{Direction, Module, SignalId};
use crate::rtl::netlist::{ModuleId, Netlist};
use crate::rtl::validate::Validated;

/// One use of a module.
pub(super) struct Scope<'n> {
    pub module: &'n Module,
    /// Dotted path from the top, empty for the top itself.
    pub path: String,
    /// For each expression whether one other reads it, once, and nothing else does.
    once: Rc<[bool]>,
    signals: usize,
    exprs: usize,
}

impl Scope<'_> {
    /// Whether nothing reads an expression but one other.
    pub fn read_once(&self, expr: ExprId) -> bool {
        self.once[expr.index()]
    }
}

/// A signal or an expression of one scope, numbered through all scopes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Value {
    /// Held by state or a top-level input.
    Signal(usize),
    /// Computed.
    Expr(usize),
}

#[derive(Clone, Copy)]
enum Driver {
    Held,
    Expr(usize),
    Signal(usize),
}

/// The flattened netlist.
pub(super) struct Flat<'n> {
    pub scopes: Vec<Scope<'n>>,
    drivers: Vec<Driver>,
    /// Scope of each expression, as ranges' starts.
    expr_starts: Vec<usize>,
    /// [`Scope::once`] of modules that were opened.
    once: HashMap<ModuleId, Rc<[bool]>>,
}

fn read_once(module: &Module) -> Rc<[bool]> {
    let mut reads = vec![0; module.exprs.len()];
    let operands = module.exprs.iter().flat_map(|expr| expr.op.operands());
    operands.for_each(|read| reads[read.index()] += 1);
    // What is read elsewhere must have a place of its own.
    module.roots().into_iter().for_each(|read| reads[read.index()] += 2);
    reads.into_iter().map(|reads| reads == 1).collect()
}

impl<'n> Flat<'n> {
    pub fn new(design: Validated<'n>) -> Self {
        let (scopes, drivers, expr_starts, once) = (vec![], vec![], vec![], HashMap::new());
        let mut flat = Self { scopes, drivers, expr_starts, once };
        flat.open((design.top_id(), design.top()), String::new());
        let mut next = 0;
        while next < flat.scopes.len() {
            flat.descend(design.netlist(), next);
            next += 1;
        }
        flat
    }

    fn open(&mut self, (id, module): (ModuleId, &'n Module), path: String) -> usize {
        let once = self.once.entry(id).or_insert_with(|| read_once(module)).clone();
        let exprs = self.scopes.last().map_or(0, |last| last.exprs + last.module.exprs.len());
        self.scopes.push(Scope { module, path, once, signals: self.drivers.len(), exprs });
        self.expr_starts.push(exprs);
        self.drivers.extend(std::iter::repeat_n(Driver::Held, module.signals.len()));
        self.scopes.len() - 1
    }

    /// Records what drives the signals of a scope, and opens a scope for each of its instances.
    fn descend(&mut self, netlist: &'n Netlist, index: usize) {
        let Scope { module, signals, exprs, .. } = self.scopes[index];
        for (signal, value) in &module.assigns {
            self.drivers[signals + signal.index()] = Driver::Expr(exprs + value.index());
        }
        for instance in &module.instances {
            let child = netlist.get(instance.module);
            let path = match self.scopes[index].path.as_str() {
                "" => instance.name.clone(),
                path => format!("{path}.{}", instance.name),
            };
            let scope = self.open((instance.module, child), path);
            let base = self.scopes[scope].signals;
            let ports: BTreeMap<&str, usize> = child
                .ports
                .iter()
                .map(|port| (child.signal(port.signal).name.as_str(), base + port.signal.index()))
                .collect();
            for (port, value) in &instance.inputs {
                self.drivers[ports[port.as_str()]] = Driver::Expr(exprs + value.index());
            }
            for (port, signal) in &instance.outputs {
                self.drivers[signals + signal.index()] = Driver::Signal(ports[port.as_str()]);
            }
        }
    }

    pub fn signals(&self) -> usize {
        self.drivers.len()
    }

    pub fn exprs(&self) -> usize {
        self.scopes.last().map_or(0, |last| last.exprs + last.module.exprs.len())
    }

    /// What a signal's value is, past wires, ports and free extensions.
    pub fn signal(&self, scope: usize, signal: SignalId) -> Value {
        self.resolve(Value::Signal(self.scopes[scope].signals + signal.index()))
    }

    /// What an expression's value is, past wires, ports and free extensions.
    pub fn expr(&self, scope: usize, expr: ExprId) -> Value {
        self.resolve(Value::Expr(self.scopes[scope].exprs + expr.index()))
    }

    /// The scope and handle of a numbered expression.
    pub fn locate(&self, expr: usize) -> (usize, ExprId) {
        // Scopes without expressions share a start; the last of them owns the expression.
        let scope = self.expr_starts.partition_point(|start| *start <= expr) - 1;
        (scope, ExprId((expr - self.expr_starts[scope]) as u32))
    }

    fn resolve(&self, mut value: Value) -> Value {
        loop {
            value = match value {
                Value::Signal(signal) => match self.drivers[signal] {
                    Driver::Held => return value,
                    Driver::Expr(expr) => Value::Expr(expr),
                    Driver::Signal(signal) => Value::Signal(signal),
                },
                Value::Expr(expr) => {
                    let (scope, id) = self.locate(expr);
                    let Scope { module, signals, exprs, .. } = &self.scopes[scope];
                    match module.expr(id).op {
                        Op::Signal(signal) => Value::Signal(signals + signal.index()),
                        // Upper bits of a slot are zero, so within the same words this is free.
                        Op::ZeroExtend(of)
                            if module.expr(of).width.div_ceil(64)
                                == module.expr(id).width.div_ceil(64) =>
                        {
                            Value::Expr(exprs + of.index())
                        }
                        _ => return value,
                    }
                }
            };
        }
    }

    /// Input ports of the top module.
    pub fn top_inputs(&self) -> impl Iterator<Item = SignalId> + '_ {
        self.top_ports(Direction::Input)
    }

    /// Output ports of the top module.
    pub fn top_outputs(&self) -> impl Iterator<Item = SignalId> + '_ {
        self.top_ports(Direction::Output)
    }

    fn top_ports(&self, direction: Direction) -> impl Iterator<Item = SignalId> + '_ {
        let ports = self.scopes[0].module.ports.iter();
        ports.filter(move |port| port.direction == direction).map(|port| port.signal)
    }
}
