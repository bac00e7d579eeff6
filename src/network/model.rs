//! A network in integers.

use std::collections::BTreeMap;

use crate::blocks::cim_array::Array;
use crate::image::{Shape, Window};
use crate::num::Format;

use super::bwht::Bwht;

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
    /// The same at every position of a window that moves over an image.
    Conv2d(Conv2d),
    /// Walsh-Hadamard transform, soft threshold, and back.
    Bwht(Bwht),
    /// The greatest code of a window, channel by channel.
    MaxPool(Pool),
    /// The mean of the codes of a window, channel by channel.
    AvgPool(AvgPool),
    /// An image to lanes. The codes stay as they are, row, column, channel; or, where its sides are given, come in the
    /// order channel, row, column.
    Flatten(Option<Shape>),
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

/// `y = requantize(relu(W x + b))`, `x` being what is under the window; code 0 in the padding.
#[derive(Clone, Debug, PartialEq)]
pub struct Conv2d {
    /// Name in the design file.
    pub name: String,
    /// Array of the `hardware` section that its products run on.
    pub tile: String,
    /// Sides of the image that it takes.
    pub input: Shape,
    /// How the window moves over it.
    pub window: Window,
    /// Whether filter `n` sees channel `n` only. Then there are as many filters as channels.
    pub depthwise: bool,
    /// Weight codes, a list a filter, in the order row, column, channel of the window; without channels
    /// where `depthwise`.
    pub weights: Vec<Vec<i64>>,
    /// In units of the accumulator, one a filter.
    pub bias: Vec<i64>,
    /// Whether negative sums become zero.
    pub relu: bool,
    /// How sums become output codes, one multiplier a filter.
    pub requantization: Requantization,
    /// Real value of one output code.
    pub output_scale: f64,
}

/// A window over an image, channel by channel; format and scale stay as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pool {
    /// Sides of the image that it takes.
    pub input: Shape,
    /// How the window moves over it; never padded.
    pub window: Window,
}

/// `y = (sum * multiplier + 2^(shift-1)) >> shift`, which is the mean of the window's codes, rounded,
/// halves up, for every sum there can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AvgPool {
    /// What is averaged.
    pub pool: Pool,
    /// Of the sum of a window, below 2^16.
    pub multiplier: i64,
    /// Bits shifted out.
    pub shift: u32,
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

impl Network {
    /// Real value of one code that comes out; `None` for indices.
    pub fn output_scale(&self) -> Option<f64> {
        self.layers.iter().try_fold(self.input_scale, |scale, layer| match layer {
            Layer::Dense(dense) => Some(dense.output_scale),
            Layer::Conv2d(conv) => Some(conv.output_scale),
            Layer::Bwht(bwht) => Some(bwht.output_scale),
            Layer::MaxPool(_) | Layer::AvgPool(_) | Layer::Flatten(_) => Some(scale),
            Layer::Argmax => None,
        })
    }
}

impl Layer {
    /// Sides of the image that it takes pixel by pixel; `None` for layers that take lanes.
    pub fn image(&self) -> Option<Shape> {
        match self {
            Self::Conv2d(conv) => Some(conv.input),
            Self::MaxPool(pool) | Self::AvgPool(AvgPool { pool, .. }) => Some(pool.input),
            Self::Bwht(bwht) => bwht.image,
            Self::Dense(_) | Self::Flatten(_) | Self::Argmax => None,
        }
    }
}

impl Conv2d {
    /// Sides of the image that comes out.
    pub fn output(&self) -> Shape {
        let (height, width) = self.window.output(self.input);
        Shape { height, width, channels: self.weights.len() }
    }
}

impl Pool {
    /// Sides of the image that comes out.
    pub fn output(&self) -> Shape {
        let (height, width) = self.window.output(self.input);
        Shape { height, width, channels: self.input.channels }
    }
}
