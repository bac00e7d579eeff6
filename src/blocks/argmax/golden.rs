//! The first lane that no lane exceeds.

use crate::blocks::{Beat, Golden};

pub(super) struct Greatest;

impl Golden for Greatest {
    fn fire(&mut self, inputs: &[Beat]) -> Vec<Beat> {
        let lanes = &inputs[0];
        let greatest = lanes.iter().position(|x| lanes.iter().all(|other| other <= x));
        vec![vec![greatest.unwrap_or(0) as i64]]
    }
}
