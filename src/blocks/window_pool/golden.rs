//! Pixels of one channel, one after the other.

use crate::blocks::{Beat, Golden};

use super::Pooling;

pub(super) struct Pool {
    pub channels: usize,
    pub pooling: Pooling,
}

impl Golden for Pool {
    fn fire(&mut self, inputs: &[Beat]) -> Vec<Beat> {
        let channel = |channel: usize| inputs[0].iter().skip(channel).step_by(self.channels);
        let pooled = (0..self.channels).map(|number| match self.pooling {
            Pooling::Max => channel(number).copied().max().unwrap_or(0),
            Pooling::Sum => channel(number).sum(),
        });
        vec![pooled.collect()]
    }
}
