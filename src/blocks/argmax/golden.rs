//! The first lane that no lane exceeds.

use crate::blocks::{Beat, Golden};
use crate::num::Format;

pub(super) struct Greatest {
    pub format: Format,
}

impl Golden for Greatest {
    fn fire(&mut self, inputs: &[Beat]) -> Vec<Beat> {
        let lanes: Vec<i64> = inputs[0].iter().map(|code| self.format.rank(*code)).collect();
        let greatest = lanes.iter().position(|x| lanes.iter().all(|other| other <= x));
        vec![vec![greatest.unwrap_or(0) as i64]]
    }
}
