//! Models of a tile's product, told which one it is.

use crate::blocks::{Beat, Golden};
use crate::tech::Events;

/// A model of the product of one matrix.
pub(in crate::blocks::cim_array) trait Multiply {
    /// The product with `x`; `sample` is the number of products with this matrix before.
    fn multiply(&mut self, sample: u32, x: &[i64]) -> Beat;

    /// What the array does for that product: what its lines do, and their sums.
    fn events(&mut self, sample: u32, x: &[i64]) -> Events;
}

/// A model of how long a product takes whose digitizers walk along a tree.
pub(in crate::blocks::cim_array) trait Walk {
    /// Cycles of the product with `x`, where codes have these depths in the tree; `sample` is the number of
    /// products with this matrix before.
    fn cycles(&self, depths: &[u32], sample: u32, x: &[i64]) -> u32;
}

/// The model of a tile: it counts products.
pub(in crate::blocks::cim_array) struct Counting<M> {
    model: M,
    fired: u32,
}

impl<M> Counting<M> {
    pub fn new(model: M) -> Self {
        Self { model, fired: 0 }
    }
}

impl<M: Multiply + ?Sized> Multiply for Box<M> {
    fn multiply(&mut self, sample: u32, x: &[i64]) -> Beat {
        (**self).multiply(sample, x)
    }

    fn events(&mut self, sample: u32, x: &[i64]) -> Events {
        (**self).events(sample, x)
    }
}

impl<M: Multiply> Golden for Counting<M> {
    fn fire(&mut self, inputs: &[Beat]) -> Vec<Beat> {
        let sample = self.fired;
        self.fired = sample.wrapping_add(1);
        vec![self.model.multiply(sample, &inputs[0])]
    }

    fn events(&mut self, inputs: &[Beat]) -> Events {
        self.model.events(self.fired, &inputs[0])
    }
}
