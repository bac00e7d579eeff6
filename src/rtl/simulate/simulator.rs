//! The simulator as its users see it.

use std::sync::Arc;

use crate::parallel::Instructions;
use crate::rtl::bits::Bits;
use crate::rtl::validate::Validated;

use super::compile::{Probe, Program, compile};
use super::flatten::Flat;
use super::kernel::{self, Words};
use super::program::Slot;

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

/// A design running in `N` lanes: copies that have nothing to do with each other but that they are clocked
/// together. All state starts at zero; [`Simulator::reset`] first, as with hardware.
pub struct Simulator<const N: usize = 1> {
    program: Arc<Program>,
    instructions: Instructions,
    /// All places, of every lane.
    memory: Vec<Words<N>>,
    /// Words of the design's memories.
    contents: Vec<Vec<Words<N>>>,
    settled: Settled,
    recording: Option<Vec<Edge>>,
}

impl Simulator {
    /// Compiles a validated design, for one lane.
    pub fn new(design: Validated<'_>) -> Self {
        let flat = Flat::new(design);
        Self::begin(Arc::new(compile(&flat)), Instructions::detected())
    }

    /// Keeps every edge from now on.
    pub fn record(&mut self) {
        self.recording.get_or_insert_default();
    }

    /// The edges since [`Self::record`].
    pub fn recorded(&mut self) -> Vec<Edge> {
        self.recording.take().unwrap_or_default()
    }

    /// Sets an input; excess bits are dropped, missing ones are zero.
    pub fn set(&mut self, port: InputPort, value: &Bits) {
        self.set_in(0, port, value);
    }

    /// The settled value of a signal.
    pub fn get(&mut self, port: OutputPort) -> Bits {
        self.get_in(0, port)
    }

    /// The settled value of the low 64 bits of a signal, without an allocation.
    pub fn get_u64(&mut self, port: OutputPort) -> u64 {
        self.get_u64_in(0, port)
    }
}

impl<const N: usize> Simulator<N> {
    fn begin(program: Arc<Program>, instructions: Instructions) -> Self {
        Self {
            memory: program.memory.iter().map(|word| [*word; N]).collect(),
            contents: program.state.contents(),
            instructions,
            program,
            settled: Settled::No,
            recording: None,
        }
    }

    /// The same design in `LANES` lanes, all in its first state.
    pub fn lanes<const LANES: usize>(&self) -> Simulator<LANES> {
        Simulator::begin(self.program.clone(), self.instructions)
    }

    /// The same with other vector instructions than the best.
    pub fn with(self, instructions: Instructions) -> Self {
        Self { instructions, ..self }
    }

    /// The input port called `name`.
    pub fn input(&self, name: &str) -> Option<InputPort> {
        self.program.inputs.get(name).copied().map(InputPort)
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

    /// Sets an input in one lane; excess bits are dropped, missing ones are zero.
    pub fn set_in(&mut self, lane: usize, port: InputPort, value: &Bits) {
        let slot = port.0;
        let words = value.words().iter().copied().chain(std::iter::repeat(0));
        let memory = &mut self.memory[slot.range()];
        memory.iter_mut().zip(words).for_each(|(word, new)| word[lane] = new);
        if let Some(top) = memory.last_mut() {
            top[lane] &= slot.top_mask();
        }
        self.settled = Settled::No;
    }

    /// The settled value of a signal in one lane.
    pub fn get_in(&mut self, lane: usize, port: OutputPort) -> Bits {
        self.settle_for(port);
        self.bits(lane, port.0.slot)
    }

    /// The settled value of the low 64 bits of a signal in one lane, without an allocation.
    pub fn get_u64_in(&mut self, lane: usize, port: OutputPort) -> u64 {
        self.settle_for(port);
        self.memory[port.0.slot.at as usize][lane]
    }

    /// One rising edge with `aresetn` = 1.
    pub fn clock(&mut self) {
        self.edge(true);
    }

    /// One rising edge with `aresetn` = 0.
    pub fn reset(&mut self) {
        self.edge(false);
    }

    fn bits(&self, lane: usize, slot: Slot) -> Bits {
        let mut words = self.memory[slot.range()].iter().map(|word| word[lane]);
        match slot.width {
            0..=64 => Bits::from_u64(slot.width, words.next().unwrap_or(0)),
            width => Bits::from_words(width, &words.collect::<Vec<u64>>()),
        }
    }

    fn edge(&mut self, resetn: bool) {
        if self.recording.is_some() {
            let inputs = self.program.inputs.values();
            let inputs = inputs.map(|slot| self.bits(0, *slot)).collect();
            let edge = Edge { resetn, inputs };
            self.recording.get_or_insert_default().push(edge);
        }
        self.settle(Settled::AsRead);
        self.program.state.clock(&mut self.memory, &mut self.contents, resetn);
        self.settled = Settled::No;
    }

    fn settle_for(&mut self, port: OutputPort) {
        self.settle(if port.0.always { Settled::AsRead } else { Settled::Wholly });
    }

    fn settle(&mut self, wanted: Settled) {
        if self.settled < wanted {
            let wholly = wanted == Settled::Wholly;
            kernel::run(self.instructions, &self.program.code, &mut self.memory, wholly);
            self.settled = wanted;
        }
    }
}
