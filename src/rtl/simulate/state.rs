//! Registers and memories: everything that changes at a clock edge.

use super::program::Slot;

/// A register's copy at the edge.
pub(super) struct RegisterStep {
    pub to: Slot,
    pub next: Slot,
    pub enable: Option<u32>,
    pub reset: Option<Vec<u64>>,
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
    pub registers: Vec<RegisterStep>,
    pub memories: Vec<MemoryState>,
    /// Values to be stored at the edge, gathered before any is, since a register may read another.
    staged: Vec<u64>,
}

impl State {
    /// One rising edge.
    pub fn clock(&mut self, m: &mut [u64], resetn: bool) {
        self.stage(m, resetn);
        for memory in &mut self.memories {
            memory.store(m);
        }
        let mut staged = self.staged.iter();
        let memory_reads =
            self.memories.iter().flat_map(|memory| memory.reads.iter().map(|r| r.to));
        for slot in self.registers.iter().map(|register| register.to).chain(memory_reads) {
            for (word, value) in m[slot.range()].iter_mut().zip(&mut staged) {
                *word = *value;
            }
        }
    }

    fn stage(&mut self, m: &[u64], resetn: bool) {
        self.staged.clear();
        for register in &self.registers {
            match &register.reset {
                Some(reset) if !resetn => self.staged.extend(reset),
                _ => {
                    let load = register.enable.is_none_or(|enable| m[enable as usize] != 0);
                    let from = if load { register.next } else { register.to };
                    self.staged.extend(&m[from.range()]);
                }
            }
        }
        for memory in &self.memories {
            for port in &memory.reads {
                let word = m[port.address as usize] as usize * memory.words_each;
                if m[port.enable as usize] != 0 {
                    self.staged.extend(&memory.words[word..word + memory.words_each]);
                } else {
                    self.staged.extend(&m[port.to.range()]);
                }
            }
        }
    }
}

impl MemoryState {
    fn store(&mut self, m: &[u64]) {
        for port in self.writes.iter().filter(|port| m[port.enable as usize] != 0) {
            let word = m[port.address as usize] as usize * self.words_each;
            self.words[word..word + self.words_each].copy_from_slice(&m[port.from.range()]);
        }
    }
}
