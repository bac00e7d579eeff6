//! The simulator as its users see it.

use std::collections::BTreeMap;

use crate::rtl::bits::Bits;
use crate::rtl::module::Direction;
use crate::rtl::validate::Validated;

use super::compile::{Program, compile};
use super::flatten::Flat;
use super::program::{self, Slot};

/// A top-level input.
#[derive(Clone, Copy, Debug)]
pub struct InputPort(Slot);

/// A top-level output, or any named signal inside.
#[derive(Clone, Copy, Debug)]
pub struct OutputPort(Slot);

/// A running design. All state starts at zero; [`Simulator::reset`] first, as with hardware.
pub struct Simulator {
    program: Program,
    inputs: BTreeMap<String, Slot>,
    stale: bool,
}

impl Simulator {
    /// Compiles a validated design.
    pub fn new(design: Validated<'_>) -> Self {
        let flat = Flat::new(design);
        let program = compile(&flat);
        let inputs = design.top().ports_of(Direction::Input);
        let inputs = inputs
            .filter_map(|port| Some((port.name.clone(), *program.signals.get(&port.name)?)))
            .collect();
        Self { program, inputs, stale: true }
    }

    /// The input port called `name`.
    pub fn input(&self, name: &str) -> Option<InputPort> {
        self.inputs.get(name).copied().map(InputPort)
    }

    /// The output port called `name`, or any signal by its dotted path of instances.
    pub fn output(&self, name: &str) -> Option<OutputPort> {
        self.program.signals.get(name).copied().map(OutputPort)
    }

    /// Sets an input; excess bits are dropped, missing ones are zero.
    pub fn set(&mut self, port: InputPort, value: &Bits) {
        let value = Bits::from_words(port.0.width, value.words());
        self.program.memory[port.0.range()].copy_from_slice(value.words());
        self.stale = true;
    }

    /// The settled value of a signal.
    pub fn get(&mut self, port: OutputPort) -> Bits {
        self.settle();
        Bits::from_words(port.0.width, &self.program.memory[port.0.range()])
    }

    /// The settled value of the low 64 bits of a signal, without an allocation.
    pub fn get_u64(&mut self, port: OutputPort) -> u64 {
        self.settle();
        self.program.memory[port.0.at as usize]
    }

    /// One rising edge with `aresetn` = 1.
    pub fn clock(&mut self) {
        self.edge(true);
    }

    /// One rising edge with `aresetn` = 0.
    pub fn reset(&mut self) {
        self.edge(false);
    }

    fn edge(&mut self, resetn: bool) {
        self.settle();
        let Program { memory, state, .. } = &mut self.program;
        state.clock(memory, resetn);
        self.stale = true;
    }

    fn settle(&mut self) {
        if self.stale {
            let Program { steps, wide, memory, .. } = &mut self.program;
            program::run(steps, wide, memory);
            self.stale = false;
        }
    }
}
