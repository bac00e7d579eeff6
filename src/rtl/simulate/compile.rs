//! From the flat netlist to a list of instructions.

use std::collections::BTreeMap;

use crate::rtl::expr::{Expr, ExprId, Op};
use crate::rtl::module::{Memory, Register};

use super::columns::Columns;
use super::flatten::{Flat, Value};
use super::lower::{self, Piece};
use super::order::{Condition, Order, Region};
use super::program::{Code, Slot, Step};
use super::state::{Load, MemoryState, ReadStep, State, WriteStep};

/// A compiled design.
pub(super) struct Program {
    pub code: Code,
    /// What every place holds at first.
    pub memory: Vec<u64>,
    pub state: State,
    /// Every named signal, `instance.instance.signal`.
    pub signals: BTreeMap<String, Probe>,
    /// Those of them that are inputs of the top.
    pub inputs: BTreeMap<String, Slot>,
}

/// Where a named signal's value is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Probe {
    pub slot: Slot,
    /// Whether it is computed in every cycle, or only in those that read it.
    pub always: bool,
}

/// Everything that grows while compiling.
pub(super) struct Compiler<'f, 'n> {
    pub flat: &'f Flat<'n>,
    pub code: Code,
    memory: Vec<u64>,
    expr_slots: Vec<Option<Slot>>,
    signal_slots: Vec<Option<Slot>>,
}

pub(super) fn compile(flat: &Flat<'_>) -> Program {
    let mut compiler = Compiler {
        flat,
        code: Code::default(),
        memory: vec![0],
        expr_slots: vec![None; flat.exprs()],
        signal_slots: vec![None; flat.signals()],
    };
    compiler.hold();
    let order = Order::new(flat);
    order.regions.iter().for_each(|region| compiler.region(region));
    let state = compiler.state();
    let signals = compiler.names(&order);
    let Compiler { code, memory, .. } = compiler;
    let inputs = flat.top_inputs().filter_map(|input| {
        let name = &flat.scopes[0].module.signal(input).name;
        Some((name.clone(), signals.get(name)?.slot))
    });
    Program { inputs: inputs.collect(), code, memory, state, signals }
}

/// A place that holds zero.
pub(super) const ZERO: u32 = 0;

impl Compiler<'_, '_> {
    fn allocate(&mut self, width: u32) -> Slot {
        let slot = Slot { at: self.memory.len() as u32, width };
        self.memory.resize(slot.range().end, 0);
        slot
    }

    /// Slots of all values that the clock or the outside writes.
    fn hold(&mut self) {
        let flat = self.flat;
        let mut held: Vec<(usize, crate::rtl::SignalId)> =
            flat.top_inputs().map(|s| (0, s)).collect();
        for (index, scope) in flat.scopes.iter().enumerate() {
            held.extend(scope.module.registers.iter().map(|register| (index, register.signal)));
            let reads = scope.module.memories.iter().flat_map(|memory| &memory.reads);
            held.extend(reads.map(|port| (index, port.data)));
        }
        for (scope, signal) in held {
            let slot = self.allocate(flat.scopes[scope].module.signal(signal).width);
            if let Value::Signal(index) = flat.signal(scope, signal) {
                self.signal_slots[index] = Some(slot);
            }
        }
    }

    /// The slot of a value that is held or was scheduled.
    fn slot_of(&self, value: Value) -> Option<Slot> {
        match value {
            Value::Signal(index) => self.signal_slots[index],
            Value::Expr(index) => self.expr_slots[index],
        }
    }

    /// The slot behind an expression handle of `scope`, as wide as that expression.
    pub fn operand(&self, scope: usize, id: ExprId) -> Slot {
        let width = self.flat.scopes[scope].module.expr(id).width;
        // Every operand was scheduled before what reads it, so the default is never taken.
        let slot = self.slot_of(self.flat.expr(scope, id)).unwrap_or_default();
        Slot { at: slot.at, width }
    }

    /// Instructions of a block, behind jumps that pass over them where a condition does not hold.
    fn region(&mut self, region: &Region) {
        let start = self.code.steps.len();
        let jumps: Vec<Step> = match &region.conditions {
            None => vec![Step::Skip { steps: 0 }],
            Some(conditions) => conditions.iter().map(|condition| self.jump(*condition)).collect(),
        };
        self.code.steps.extend(&jumps);
        for expr in &region.exprs {
            let (scope, id) = self.flat.locate(*expr);
            self.define(*expr, scope, self.flat.scopes[scope].module.expr(id));
        }
        let body = start + jumps.len();
        if self.code.steps.len() - body <= jumps.len() {
            // Jumps would cost more than they save.
            self.code.steps.drain(start..body);
            return Columns::gather(&mut self.code, start);
        }
        Columns::gather(&mut self.code, body);
        let end = self.code.steps.len();
        for (at, step) in self.code.steps[start..body].iter_mut().enumerate() {
            step.set_distance((end - start - at - 1) as u32);
        }
    }

    fn jump(&self, condition: Condition) -> Step {
        let c = self.slot_of(condition.value).unwrap_or_default().at;
        match condition.holds {
            true => Step::SkipUnless { c, steps: 0 },
            false => Step::SkipIf { c, steps: 0 },
        }
    }

    fn define(&mut self, index: usize, scope: usize, expr: &Expr) {
        let slot = self.allocate(expr.width);
        self.expr_slots[index] = Some(slot);
        match &expr.op {
            Op::Constant(bits) => self.memory[slot.range()].copy_from_slice(bits.words()),
            _ => lower::lower(self, scope, expr, slot),
        }
    }

    fn state(&mut self) -> State {
        let mut state = State::default();
        let flat = self.flat;
        for (index, scope) in flat.scopes.iter().enumerate() {
            for register in &scope.module.registers {
                self.register(index, register, &mut state);
            }
            for memory in &scope.module.memories {
                state.memories.push(self.memory_state(index, memory));
            }
        }
        state
    }

    fn held(&self, scope: usize, signal: crate::rtl::SignalId) -> Slot {
        self.slot_of(self.flat.signal(scope, signal)).unwrap_or_default()
    }

    /// The slot of what state reads at an edge. One that the edge itself may change is copied before.
    fn at_edge(&mut self, scope: usize, id: ExprId) -> Slot {
        let slot = self.operand(scope, id);
        if let Value::Expr(_) = self.flat.expr(scope, id) {
            return slot;
        }
        let copy = self.allocate(slot.width);
        lower::lay(self, copy, &[Piece { of: slot, low: 0, width: slot.width, at: 0 }]);
        copy
    }

    fn register(&mut self, scope: usize, register: &Register, state: &mut State) {
        let to = self.held(scope, register.signal);
        let from = self.at_edge(scope, register.next).at;
        let enable = register.enable.map(|enable| self.at_edge(scope, enable).at);
        state.load(enable, Load { to: to.at, from, words: to.words() });
        if let Some(reset) = &register.reset {
            state.resets.push((to, reset.words().to_vec()));
        }
    }

    fn memory_state(&mut self, scope: usize, memory: &Memory) -> MemoryState {
        let words_each = memory.width.div_ceil(64) as usize;
        let mut words: Vec<u64> =
            memory.contents.iter().flat_map(|word| word.words().iter().copied()).collect();
        words.resize(words_each * memory.depth, 0);
        let mut reads = vec![];
        for port in &memory.reads {
            reads.push(ReadStep {
                address: self.at_edge(scope, port.address).at,
                enable: self.at_edge(scope, port.enable).at,
                to: self.held(scope, port.data),
            });
        }
        let mut writes = vec![];
        for port in &memory.writes {
            writes.push(WriteStep {
                address: self.at_edge(scope, port.address).at,
                enable: self.at_edge(scope, port.enable).at,
                from: self.at_edge(scope, port.data),
            });
        }
        MemoryState { words_each, words, reads, writes }
    }

    fn names(&self, order: &Order) -> BTreeMap<String, Probe> {
        let mut names = BTreeMap::new();
        for (index, scope) in self.flat.scopes.iter().enumerate() {
            for (number, signal) in scope.module.signals.iter().enumerate() {
                let id = crate::rtl::SignalId(number as u32);
                let value = self.flat.signal(index, id);
                let Some(slot) = self.slot_of(value) else { continue };
                let name = match scope.path.as_str() {
                    "" => signal.name.clone(),
                    path => format!("{path}.{}", signal.name),
                };
                let slot = Slot { at: slot.at, width: signal.width };
                names.insert(name, Probe { slot, always: order.is_always_computed(value) });
            }
        }
        names
    }
}
