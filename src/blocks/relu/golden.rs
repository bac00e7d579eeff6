//! The maximum with zero.

use crate::blocks::{Beat, Golden};
use crate::num::Format;

pub(super) struct Rectifier {
    pub format: Format,
}

impl Golden for Rectifier {
    fn fire(&mut self, inputs: &[Beat]) -> Vec<Beat> {
        // Code 0 is zero, or a scale's least number.
        vec![inputs[0].iter().map(|x| if self.format.rank(*x) > 0 { *x } else { 0 }).collect()]
    }
}
