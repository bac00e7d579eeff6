//! The simulator as its users see it.

use std::collections::BTreeMap;

use crate::rtl::bits::Bits;
use crate::rtl::module::Direction;
use crate::rtl::validate::Validated;

use super::compile::{Probe, Program, compile};
use super::flatten::Flat;
use super::program::{self, Slot};

/// A top-level input.
#[derive(Clone, Copy, Debug)]
pub struct InputPort(Slot);

/// A top-level output, or any named signal inside.
#[derive(Clone, Copy, Debug)]
pub struct OutputPort(Probe);

/// A rising edge as the outside makes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// `aresetn`.
    pub resetn: bool,
    /// Every input, in the order of their names.
    pub inputs: Vec<Bits>,
}

/// How far the values follow from inputs and state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Settled {
    No,
    /// All that outputs and state read now.
    AsRead,
    /// All.
    Wholly,
}

/// A running design. All state starts at zero; [`Simulator::reset`] first, as with hardware.
pub struct Simulator {
    program: Program,
    inputs: BTreeMap<String, Slot>,
    settled: Settled,
    recording: Option<Vec<Edge>>,
}

impl Simulator {
    /// Compiles a validated design.
    pub fn new(design: Validated<'_>) -> Self {
        let flat = Flat::new(design);
        let program = compile(&flat);
        let inputs = design.top().ports_of(Direction::Input);
        let inputs = inputs
            .filter_map(|port| Some((port.name.clone(), program.signals.get(&port.name)?.slot)))
            .collect();
        Self { program, inputs, settled: Settled::No, recording: None }
    }

    /// Keeps every edge from now on.
    pub fn record(&mut self) {
        self.recording.get_or_insert_default();
    }

    /// The edges since [`Self::record`].
    pub fn recorded(&mut self) -> Vec<Edge> {
        self.recording.take().unwrap_or_default()
    }

    /// The input port called `name`.
    pub fn input(&self, name: &str) -> Option<InputPort> {
        self.inputs.get(name).copied().map(InputPort)
    }

    /// The output port called `name`, or any signal by its dotted path of instances.
    pub fn output(&self, name: &str) -> Option<OutputPort> {
        self.program.signals.get(name).copied().map(OutputPort)
    }

    /// Names and widths of all signals, inputs and state first, and then each behind those that it is
    /// computed from.
    pub fn signals(&self) -> Vec<(String, u32)> {
        // Slots are given out in the order of computation.
        let mut signals: Vec<(&String, Slot)> =
            self.program.signals.iter().map(|(name, probe)| (name, probe.slot)).collect();
        signals.sort_by_key(|(_, slot)| slot.at);
        signals.into_iter().map(|(name, slot)| (name.clone(), slot.width)).collect()
    }

    /// Sets an input; excess bits are dropped, missing ones are zero.
    pub fn set(&mut self, port: InputPort, value: &Bits) {
        let slot = port.0;
        let words = value.words().iter().copied().chain(std::iter::repeat(0));
        let memory = &mut self.program.memory[slot.range()];
        memory.iter_mut().zip(words).for_each(|(word, new)| *word = new);
        if let Some(top) = memory.last_mut() {
            *top &= slot.top_mask();
        }
        self.settled = Settled::No;
    }

    /// The settled value of a signal.
    pub fn get(&mut self, port: OutputPort) -> Bits {
        self.settle_for(port);
        Bits::from_words(port.0.slot.width, &self.program.memory[port.0.slot.range()])
    }

    /// The settled value of the low 64 bits of a signal, without an allocation.
    pub fn get_u64(&mut self, port: OutputPort) -> u64 {
        self.settle_for(port);
        self.program.memory[port.0.slot.at as usize]
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
        if let Some(edges) = &mut self.recording {
            let memory = &self.program.memory;
            let inputs = self.inputs.values();
            let inputs = inputs.map(|slot| Bits::from_words(slot.width, &memory[slot.range()]));
            edges.push(Edge { resetn, inputs: inputs.collect() });
        }
        self.settle(Settled::AsRead);
        let Program { memory, state, .. } = &mut self.program;
        state.clock(memory, resetn);
        self.settled = Settled::No;
    }

    fn settle_for(&mut self, port: OutputPort) {
        self.settle(if port.0.always { Settled::AsRead } else { Settled::Wholly });
    }

    fn settle(&mut self, wanted: Settled) {
        if self.settled < wanted {
            let Program { steps, wide, memory, .. } = &mut self.program;
            match wanted {
                Settled::Wholly => program::run::<true>(steps, wide, memory),
                Settled::No | Settled::AsRead => program::run::<false>(steps, wide, memory),
            }
            self.settled = wanted;
        }
    }
}
