//! The rows, as they were written last.

use std::collections::BTreeMap;

use crate::blocks::{Beat, Golden};
use crate::tech::{Event, Events};

use super::Table;

pub(super) struct Rows {
    block: Table,
    /// Those that were written last, by number.
    written: BTreeMap<i64, Beat>,
}

impl Rows {
    pub fn new(block: &Table) -> Self {
        Self { written: BTreeMap::new(), block: block.clone() }
    }

    /// Before it is written, a row of RAM is zero.
    fn row(&self, number: i64) -> Beat {
        let Table { row, rows, .. } = &self.block;
        match self.block.writable() {
            true => self.written.get(&number).cloned().unwrap_or(vec![0; row.lanes()]),
            false => row.unpack(&rows.bits(row, number as usize)),
        }
    }
}

impl Golden for Rows {
    fn fire(&mut self, inputs: &[Beat]) -> Vec<Beat> {
        let beat = &inputs[0];
        if self.block.writable() && beat[0] == 1 {
            let row = beat[2..2 + self.block.row.lanes()].to_vec();
            self.written.insert(beat[1], row);
            return vec![];
        }
        let number = beat.last().copied().unwrap_or(0);
        vec![self.row(number)]
    }

    /// A row is read to the output register, or written.
    fn events(&mut self, inputs: &[Beat]) -> Events {
        let bits = u64::from(self.block.row.width());
        let is_load = self.block.writable() && inputs[0][0] == 1;
        let read = if is_load { 0 } else { bits };
        Events::default().with(Event::MemoryBits, read).with(Event::RegisterBits, bits)
    }
}
