//! The first lane that no lane exceeds.

use crate::blocks::{Beat, Golden};
use crate::num::{Format, bits_for_count};
use crate::tech::{Event, Events};

pub(super) struct Greatest {
    pub format: Format,
}

impl Golden for Greatest {
    /// All but one lane lose a comparison.
    fn events(&mut self, inputs: &[Beat]) -> Events {
        let (lanes, bits) = (inputs[0].len(), u64::from(self.format.bits()));
        Events::default()
            .with(Event::BitsAdded, (lanes as u64 - 1) * bits)
            .with(Event::RegisterBits, bits_for_count(lanes).into())
    }

    fn fire(&mut self, inputs: &[Beat]) -> Vec<Beat> {
        let lanes: Vec<i64> = inputs[0].iter().map(|code| self.format.rank(*code)).collect();
        let greatest = lanes.iter().position(|x| lanes.iter().all(|other| other <= x));
        vec![vec![greatest.unwrap_or(0) as i64]]
    }
}
