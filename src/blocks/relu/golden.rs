//! The maximum with zero.

use crate::blocks::{Beat, Golden};

pub(super) struct Rectifier;

impl Golden for Rectifier {
    fn fire(&mut self, inputs: &[Beat]) -> Vec<Beat> {
        vec![inputs[0].iter().map(|x| *x.max(&0)).collect()]
    }
}
