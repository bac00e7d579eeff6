//! Pixels of one channel, one after the other.

use crate::blocks::{Beat, Golden};
use crate::num::Format;
use crate::tech::{Event, Events};

use super::{Pooling, WindowPool};

pub(super) struct Pool {
    pub block: WindowPool,
}

impl Golden for Pool {
    /// Sums and comparisons of pixels, by channel.
    fn events(&mut self, _inputs: &[Beat]) -> Events {
        let WindowPool { pixels, channels, .. } = self.block;
        let bits = channels as u64 * u64::from(self.block.output().bits());
        Events::default()
            .with(Event::BitsAdded, (pixels as u64 - 1) * bits)
            .with(Event::RegisterBits, bits)
    }

    fn fire(&mut self, inputs: &[Beat]) -> Vec<Beat> {
        let WindowPool { channels, input, pooling, .. } = self.block;
        let channel = |channel: usize| inputs[0].iter().skip(channel).step_by(channels);
        let pooled = (0..channels).map(|number| match pooling {
            Pooling::Max => greatest(channel(number), input),
            Pooling::Sum => channel(number).sum(),
        });
        vec![pooled.collect()]
    }
}

/// The first that none exceeds.
fn greatest<'b>(codes: impl Iterator<Item = &'b i64>, format: Format) -> i64 {
    codes
        .copied()
        .reduce(|best, one| if format.rank(one) > format.rank(best) { one } else { best })
        .unwrap_or(0)
}
