//! A network in integers.

use std::collections::BTreeMap;

use crate::blocks::cim_tile::Array;
use crate::num::Format;

/// A network whose every number is a code.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// Format of the input lanes.
    pub input: Format,
    /// Input lanes.
    pub lanes: usize,
    /// Real value of one input code.
    pub input_scale: f64,
    /// The arrays that layers run on, by name.
    pub arrays: BTreeMap<String, Array>,
    /// First layer first.
    pub layers: Vec<Layer>,
}

/// One layer.
#[derive(Clone, Debug, PartialEq)]
pub enum Layer {
    /// Matrix-vector product, bias, activation, requantization.
    Dense(Dense),
    /// Index of the greatest lane, ties to the lowest.
    Argmax,
}

/// `y = requantize(relu(W x + b))`.
#[derive(Clone, Debug, PartialEq)]
pub struct Dense {
    /// Name in the design file.
    pub name: String,
    /// Array of the `hardware` section that it runs on.
    pub tile: String,
    /// Weight codes, `[outputs][inputs]`.
    pub weights: Vec<Vec<i64>>,
    /// In units of the accumulator, one an output.
    pub bias: Vec<i64>,
    /// Whether negative sums become zero.
    pub relu: bool,
    /// How sums become output codes.
    pub requantization: Requantization,
    /// Real value of one output code.
    pub output_scale: f64,
}

/// `saturate((x * multiplier + 2^(shift-1)) >> shift)`, halves up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requantization {
    /// One an output, below 2^16.
    pub multipliers: Vec<i64>,
    /// Bits shifted out.
    pub shift: u32,
    /// Format of the result.
    pub output: Format,
}
