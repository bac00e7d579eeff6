//! One matrix of constants on an array: what the models of products are made of.

use crate::blocks::cim_array::array::Array;
use crate::num::Format;
use crate::tech::{Event, Events};

/// An array of which one context is looked at.
#[derive(Clone, Debug)]
pub(in crate::blocks::cim_array) struct Tile {
    /// The array it is on.
    pub array: Array,
    /// Format of the inputs.
    pub input: Format,
    /// Weight codes, by output.
    pub weights: Vec<Vec<i64>>,
}

impl Tile {
    /// Logical outputs in use.
    pub fn outputs(&self) -> usize {
        self.weights.len()
    }

    /// What is done for a product beside its lines' conversions, of which there are so many: each is added up at the
    /// width of the product, which is kept, as inputs are while their planes are driven.
    pub fn accumulation(&self, conversions: u64) -> Events {
        let bits = u64::from(self.array.output(self.input).bits());
        let held = self.inputs() as u64 * u64::from(self.input.bits());
        Events::default()
            .with(Event::BitsAdded, conversions * bits)
            .with(Event::RegisterBits, self.outputs() as u64 * bits + held)
    }

    /// Inputs in use.
    pub fn inputs(&self) -> usize {
        self.weights.first().map_or(0, Vec::len)
    }
}
