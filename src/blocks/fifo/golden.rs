//! What comes in goes out.

use crate::blocks::{Beat, Golden};
use crate::tech::{Event, Events};

use super::Fifo;

pub(super) struct Queue(pub Fifo);

impl Golden for Queue {
    /// A beat is written once; what is read is not moved.
    fn events(&mut self, _inputs: &[Beat]) -> Events {
        Events::default().with(Event::RegisterBits, self.0.beat.width().into())
    }

    fn fire(&mut self, inputs: &[Beat]) -> Vec<Beat> {
        inputs.to_vec()
    }
}
