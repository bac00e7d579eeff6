//! Side by side.

use crate::blocks::{Beat, Golden};

pub(super) struct Collector {
    pub beats: usize,
    pub kept: Vec<Beat>,
}

impl Golden for Collector {
    fn fire(&mut self, inputs: &[Beat]) -> Vec<Beat> {
        self.kept.push(inputs[0].clone());
        if self.kept.len() < self.beats {
            return vec![];
        }
        vec![std::mem::take(&mut self.kept).concat()]
    }
}
