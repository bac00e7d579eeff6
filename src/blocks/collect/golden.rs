//! Side by side.

use crate::blocks::{Beat, Golden};
use crate::tech::{Event, Events};

use super::Collect;

pub(super) struct Collector {
    pub block: Collect,
    pub kept: Vec<Beat>,
}

impl Golden for Collector {
    fn events(&mut self, inputs: &[Beat]) -> Events {
        let bits = inputs[0].len() as u64 * u64::from(self.block.format.bits());
        Events::default().with(Event::RegisterBits, bits)
    }

    fn fire(&mut self, inputs: &[Beat]) -> Vec<Beat> {
        self.kept.push(inputs[0].clone());
        if self.kept.len() < self.block.beats {
            return vec![];
        }
        vec![std::mem::take(&mut self.kept).concat()]
    }
}
