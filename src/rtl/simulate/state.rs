//! Registers and memories: everything that changes at a clock edge.
//!
//! Nothing that an edge reads is changed by it: the program copies what state reads straight from other
//! state. So values move one by one, in any order.

#![allow(clippy::needless_range_loop, reason = "loops over lanes, of several values at once")]

use std::collections::HashMap;

use super::kernel::Words;
use super::program::Slot;

/// A register's copy at the edge.
pub(super) struct Load {
    pub to: u32,
    pub from: u32,
    pub words: u32,
}

/// A memory's first words and its ports.
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

    /// The words that memories begin with.
    pub fn contents<const N: usize>(&self) -> Vec<Vec<Words<N>>> {
        let words = |memory: &MemoryState| memory.words.iter().map(|word| [*word; N]).collect();
        self.memories.iter().map(words).collect()
    }

    /// One rising edge.
    pub fn clock<const N: usize>(
        &self,
        m: &mut [Words<N>],
        contents: &mut [Vec<Words<N>>],
        resetn: bool,
    ) {
        for (enable, loads) in &self.groups {
            match enable.map(|enable| m[enable as usize]) {
                Some(enable) if enable == [0; N] => {}
                Some(enable) if enable.contains(&0) => {
                    loads.iter().for_each(|load| load.run_where(m, &enable));
                }
                _ => loads.iter().for_each(|load| load.run(m)),
            }
        }
        for (memory, words) in self.memories.iter().zip(contents) {
            (0..N).for_each(|lane| memory.clock(m, words, lane));
        }
        if !resetn {
            for (slot, value) in &self.resets {
                for (word, value) in m[slot.range()].iter_mut().zip(value) {
                    *word = [*value; N];
                }
            }
        }
    }
}

impl Load {
    fn run<const N: usize>(&self, m: &mut [Words<N>]) {
        let (to, from) = (self.to as usize, self.from as usize);
        match self.words {
            1 => m[to] = m[from],
            words => m.copy_within(from..from + words as usize, to),
        }
    }

    /// In the lanes that are enabled.
    fn run_where<const N: usize>(&self, m: &mut [Words<N>], enable: &Words<N>) {
        for word in 0..self.words {
            let from = m[(self.from + word) as usize];
            let to = &mut m[(self.to + word) as usize];
            for lane in 0..N {
                to[lane] ^= (from[lane] ^ to[lane]) & 0u64.wrapping_sub(enable[lane]);
            }
        }
    }
}

impl MemoryState {
    /// Reads come first: they get old words.
    fn clock<const N: usize>(&self, m: &mut [Words<N>], words: &mut [Words<N>], lane: usize) {
        let each = self.words_each;
        for port in &self.reads {
            if m[port.enable as usize][lane] != 0 {
                let from = m[port.address as usize][lane] as usize * each;
                for (to, word) in m[port.to.range()].iter_mut().zip(&words[from..from + each]) {
                    to[lane] = word[lane];
                }
            }
        }
        for port in self.writes.iter().filter(|port| m[port.enable as usize][lane] != 0) {
            let to = m[port.address as usize][lane] as usize * each;
            for (word, from) in words[to..to + each].iter_mut().zip(&m[port.from.range()]) {
                word[lane] = from[lane];
            }
        }
    }
}
