//! From the flat netlist to a list of instructions in an order that has operands first.

use std::collections::BTreeMap;

use crate::rtl::expr::{Expr, ExprId, Op};
use crate::rtl::module::{Memory, Register};

use super::flatten::{Flat, Value};
use super::lower;
use super::program::{Slot, Step, WideStep};
use super::state::{MemoryState, ReadStep, RegisterStep, State, WriteStep};

/// A compiled design.
pub(super) struct Program {
    pub steps: Vec<Step>,
    pub wide: Vec<WideStep>,
    pub memory: Vec<u64>,
    pub state: State,
    /// Every named signal, `instance.instance.signal`.
    pub signals: BTreeMap<String, Slot>,
}

/// Everything that grows while compiling.
pub(super) struct Compiler<'f, 'n> {
    pub flat: &'f Flat<'n>,
    pub steps: Vec<Step>,
    pub wide: Vec<WideStep>,
    pub memory: Vec<u64>,
    expr_slots: Vec<Option<Slot>>,
    signal_slots: Vec<Option<Slot>>,
}

pub(super) fn compile(flat: &Flat<'_>) -> Program {
    let mut compiler = Compiler {
        flat,
        steps: vec![],
        wide: vec![],
        memory: vec![],
        expr_slots: vec![None; flat.exprs()],
        signal_slots: vec![None; flat.signals()],
    };
    compiler.hold();
    for scope in 0..flat.scopes.len() {
        for root in flat.scopes[scope].module.roots() {
            compiler.schedule(flat.expr(scope, root));
        }
    }
    let state = compiler.state();
    let signals = compiler.names();
    let Compiler { steps, wide, memory, .. } = compiler;
    Program { steps, wide, memory, state, signals }
}

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

    /// Gives instructions for `value` and all it reads, operands first; without recursion, since
    /// expressions may be deep.
    fn schedule(&mut self, value: Value) {
        let mut stack = vec![(value, false)];
        while let Some((value, ready)) = stack.pop() {
            let Value::Expr(index) = value else { continue };
            if self.expr_slots[index].is_some() {
                continue;
            }
            let (scope, id) = self.flat.locate(index);
            let expr = self.flat.scopes[scope].module.expr(id);
            if ready {
                self.define(index, scope, expr);
                continue;
            }
            stack.push((value, true));
            let reads = lower::reads(self.flat.scopes[scope].module, expr);
            stack.extend(reads.into_iter().map(|read| (self.flat.expr(scope, read), false)));
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
                state.registers.push(self.register(index, register));
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

    fn register(&self, scope: usize, register: &Register) -> RegisterStep {
        RegisterStep {
            to: self.held(scope, register.signal),
            next: self.operand(scope, register.next),
            enable: register.enable.map(|enable| self.operand(scope, enable).at),
            reset: register.reset.as_ref().map(|reset| reset.words().to_vec()),
        }
    }

    fn memory_state(&self, scope: usize, memory: &Memory) -> MemoryState {
        let words_each = memory.width.div_ceil(64) as usize;
        let mut words: Vec<u64> =
            memory.contents.iter().flat_map(|word| word.words().iter().copied()).collect();
        words.resize(words_each * memory.depth, 0);
        let at = |id| self.operand(scope, id).at;
        let reads = memory.reads.iter().map(|port| ReadStep {
            address: at(port.address),
            enable: at(port.enable),
            to: self.held(scope, port.data),
        });
        let writes = memory.writes.iter().map(|port| WriteStep {
            address: at(port.address),
            enable: at(port.enable),
            from: self.operand(scope, port.data),
        });
        MemoryState { words_each, words, reads: reads.collect(), writes: writes.collect() }
    }

    fn names(&self) -> BTreeMap<String, Slot> {
        let mut names = BTreeMap::new();
        for (index, scope) in self.flat.scopes.iter().enumerate() {
            for (number, signal) in scope.module.signals.iter().enumerate() {
                let id = crate::rtl::SignalId(number as u32);
                let Some(slot) = self.slot_of(self.flat.signal(index, id)) else { continue };
                let name = match scope.path.as_str() {
                    "" => signal.name.clone(),
                    path => format!("{path}.{}", signal.name),
                };
                names.insert(name, Slot { at: slot.at, width: signal.width });
            }
        }
        names
    }
}
