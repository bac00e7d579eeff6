//! Registers and memories: everything that changes at a clock edge.
//!
//! Nothing that an edge reads is changed by it: the program copies what state reads straight from other
//! state. So values move one by one, in any order.

use std::collections::HashMap;

use super::program::Slot;

/// A register's copy at the edge.
pub(super) struct Load {
    pub to: u32,
    pub from: u32,
    pub words: u32,
}

/// A memory's words and ports.
pub(super) struct MemoryState {
    pub words_each: usize,
    pub words: Vec<u64>,
    pub reads: Vec<ReadStep>,
    pub writes: Vec<WriteStep>,
}

pub(super) struct ReadStep {
    pub address: u32,
    pub enable: u32,
    pub to: Slot,
}

pub(super) struct WriteStep {
    pub address: u32,
    pub enable: u32,
    pub from: Slot,
}

/// All state of a design.
#[derive(Default)]
pub(super) struct State {
    /// Registers by their enable.
    groups: Vec<(Option<u32>, Vec<Load>)>,
    /// Place of each enable in `groups`.
    places: HashMap<Option<u32>, usize>,
    /// What registers hold after a reset, where they have such a value.
    pub resets: Vec<(Slot, Vec<u64>)>,
    pub memories: Vec<MemoryState>,
}

impl State {
    /// Adds a register.
    pub fn load(&mut self, enable: Option<u32>, load: Load) {
        let place = *self.places.entry(enable).or_insert_with(|| {
            self.groups.push((enable, vec![]));
            self.groups.len() - 1
        });
        self.groups[place].1.push(load);
    }

    /// One rising edge.
    pub fn clock(&mut self, m: &mut [u64], resetn: bool) {
        for (enable, loads) in &self.groups {
            if enable.is_none_or(|enable| m[enable as usize] != 0) {
                loads.iter().for_each(|load| load.run(m));
            }
        }
        self.memories.iter_mut().for_each(|memory| memory.clock(m));
        if !resetn {
            for (slot, value) in &self.resets {
                m[slot.range()].copy_from_slice(value);
            }
        }
    }
}

impl Load {
    fn run(&self, m: &mut [u64]) {
        let (to, from) = (self.to as usize, self.from as usize);
        match self.words {
            1 => m[to] = m[from],
            words => m.copy_within(from..from + words as usize, to),
        }
    }
}

impl MemoryState {
    /// Reads come first: they get old words.
    fn clock(&mut self, m: &mut [u64]) {
        let each = self.words_each;
        for port in &self.reads {
            if m[port.enable as usize] != 0 {
                let word = m[port.address as usize] as usize * each;
                m[port.to.range()].copy_from_slice(&self.words[word..word + each]);
            }
        }
        for port in self.writes.iter().filter(|port| m[port.enable as usize] != 0) {
            let word = m[port.address as usize] as usize * each;
            self.words[word..word + each].copy_from_slice(&m[port.from.range()]);
        }
    }
}
