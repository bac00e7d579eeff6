//! The sum, as written.

use crate::blocks::{Beat, Golden};
use crate::tech::{Event, Events};

use super::AdderTree;

pub(super) struct Sum(pub AdderTree);

impl Golden for Sum {
    fn events(&mut self, inputs: &[Beat]) -> Events {
        let bits = self.0.lanes as u64 * u64::from(self.0.output().bits());
        let summands = inputs.len() as u64 + u64::from(!self.0.bias.is_empty());
        Events::default()
            .with(Event::BitsAdded, (summands - 1) * bits)
            .with(Event::RegisterBits, bits)
    }

    fn fire(&mut self, inputs: &[Beat]) -> Vec<Beat> {
        let bias = |lane| self.0.bias.get(lane).copied().unwrap_or(0);
        let lane = |lane| bias(lane) + inputs.iter().map(|beat| beat[lane]).sum::<i64>();
        vec![(0..self.0.lanes).map(lane).collect()]
    }
}
