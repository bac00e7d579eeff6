//! The maximum with zero.

use crate::blocks::{Beat, Golden};
use crate::num::Format;
use crate::tech::Events;

pub(super) struct Rectifier {
    pub format: Format,
}

impl Golden for Rectifier {
    /// Gates alone.
    fn events(&mut self, _inputs: &[Beat]) -> Events {
        Events::default()
    }

    fn fire(&mut self, inputs: &[Beat]) -> Vec<Beat> {
        // Code 0 is zero, or a scale's least number.
        vec![inputs[0].iter().map(|x| if self.format.rank(*x) > 0 { *x } else { 0 }).collect()]
    }
}
