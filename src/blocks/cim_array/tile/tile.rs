//! One matrix of constants on an array: what the models of products are made of.

use crate::blocks::cim_array::array::Array;
use crate::num::Format;

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

    /// Inputs in use.
    pub fn inputs(&self) -> usize {
        self.weights.first().map_or(0, Vec::len)
    }
}
