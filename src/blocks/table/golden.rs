//! The rows, as they were written last.

use crate::blocks::{Beat, Golden, Store};
use crate::tech::{Event, Events};

use super::Table;

pub(super) struct Rows {
    block: Table,
    /// Those that were written; none in ROM.
    written: Vec<Option<Beat>>,
}

impl Rows {
    pub fn new(block: &Table) -> Self {
        Self { written: vec![None; block.rows.count()], block: block.clone() }
    }

    /// Before it is written, a row of RAM is zero.
    fn row(&self, number: usize) -> Beat {
        let Table { row, rows, .. } = &self.block;
        match self.written.get(number) {
            Some(Some(written)) => written.clone(),
            Some(None) if !self.block.writable() => row.unpack(&rows.bits(row, number)),
            _ => vec![0; row.lanes()],
        }
    }
}

impl Golden for Rows {
    fn fire(&mut self, inputs: &[Beat]) -> Vec<Beat> {
        let beat = &inputs[0];
        if self.block.writable() && beat[0] == 1 {
            let row = beat[2..2 + self.block.row.lanes()].to_vec();
            if let Some(own) = self.written.get_mut(beat[1] as usize) {
                *own = Some(row);
            }
            return vec![];
        }
        let number = beat.last().copied().unwrap_or(0);
        vec![self.row(number as usize)]
    }

    /// A word is read to the output register, or written.
    fn events(&mut self, _inputs: &[Beat]) -> Events {
        Events::default().with(Event::RegisterBits, self.block.row.width().into())
    }
}

impl Table {
    /// What of it can be written.
    pub(super) fn rows_in_ram(&self) -> Option<Store> {
        let Table { row, rows, .. } = self;
        let contents = (0..rows.count()).map(|number| row.unpack(&rows.bits(row, number)));
        self.writable().then(|| Store {
            holds: row.clone(),
            contents: contents.collect(),
            inputs: 1,
        })
    }
}
