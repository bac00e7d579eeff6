//! A network in integers.

use crate::blocks::cim_array::Array;
use crate::design::HardwareSection;
use crate::image::{Scan, Shape, Window};
use crate::num::Format;

use super::bwht::Bwht;
use super::requantization::Requantization;

/// A network whose every number is a code.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// Format of the input lanes.
    pub input: Format,
    /// Input lanes.
    pub lanes: usize,
    /// Real value of one input code.
    pub input_scale: f64,
    /// What layers run on, by name; what was calibrated is set.
    pub hardware: HardwareSection,
    /// First layer first.
    pub layers: Vec<Layer>,
}

impl Network {
    /// The array of the `hardware` section that is called `name`.
    pub fn array(&self, name: &str) -> Option<&Array> {
        self.hardware.of_kind(name)
    }
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
    /// 1 where a lane is above its threshold, and 0 where it is not.
    Sign(Sign),
}

/// `y = requantize(W x)`; the requantization has the biases and the activation.
#[derive(Clone, Debug, PartialEq)]
pub struct Dense {
    /// Name in the design file.
    pub name: String,
    /// Array of the `hardware` section that it runs on.
    pub array: String,
    /// Weight codes, `[outputs][inputs]`.
    pub weights: Vec<Vec<i64>>,
    /// How sums become output codes.
    pub requantization: Requantization,
    /// Real value of one output code.
    pub output_scale: f64,
}

/// `y = requantize(W x)`, `x` being what is under the window; code 0 in the padding.
#[derive(Clone, Debug, PartialEq)]
pub struct Conv2d {
    /// Name in the design file.
    pub name: String,
    /// Array of the `hardware` section that its products run on.
    pub array: String,
    /// Sides of the image that it takes.
    pub input: Shape,
    /// How the window moves over it.
    pub window: Window,
    /// Whether filter `n` sees channel `n` only. Then there are as many filters as channels.
    pub depthwise: bool,
    /// Weight codes, a list a filter, in the order row, column, channel of the window; without channels
    /// where `depthwise`.
    pub weights: Vec<Vec<i64>>,
    /// How sums become output codes, one lane per filter.
    pub requantization: Requantization,
    /// Real value of one output code.
    pub output_scale: f64,
}

/// `y = 1 if x > threshold else 0`, lane by lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sign {
    /// Lanes.
    pub lanes: usize,
    /// The greatest code that gives 0.
    pub threshold: i64,
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

/// What a layer with parameters gives.
#[derive(Clone, Copy, Debug)]
pub struct Results<'l> {
    /// Name of the layer.
    pub layer: &'l str,
    /// Real value of one code.
    pub scale: f64,
    /// Format of the codes.
    pub format: Format,
}

impl Network {
    /// Real value of one code that comes out; `None` for indices and signs.
    pub fn output_scale(&self) -> Option<f64> {
        self.layers.iter().try_fold(self.input_scale, |scale, layer| match layer {
            Layer::Argmax | Layer::Sign(_) => None,
            layer => Some(layer.results().map_or(scale, |results| results.scale)),
        })
    }

    /// Real value of one code of the results of the layer called `name`; `None` where there is no such layer.
    pub fn scale_of(&self, name: &str) -> Option<f64> {
        let mut all = self.layers.iter().filter_map(Layer::results);
        all.find(|results| results.layer == name).map(|results| results.scale)
    }
}

impl Layer {
    /// What a layer with parameters gives; `None` for the others, whose results keep scale and format, or are indices
    /// and signs.
    pub fn results(&self) -> Option<Results<'_>> {
        let (layer, scale, requantization) = match self {
            Self::Dense(Dense { name, output_scale, requantization, .. })
            | Self::Conv2d(Conv2d { name, output_scale, requantization, .. })
            | Self::Bwht(Bwht { name, output_scale, requantization, .. }) => {
                (name, *output_scale, requantization)
            }
            Self::MaxPool(_)
            | Self::AvgPool(_)
            | Self::Flatten(_)
            | Self::Argmax
            | Self::Sign(_) => return None,
        };
        Some(Results { layer, scale, format: requantization.output })
    }

    /// Sides of the image that it takes pixel by pixel; `None` for layers that take lanes.
    pub fn image(&self) -> Option<Shape> {
        match self {
            Self::Conv2d(conv) => Some(conv.input),
            Self::MaxPool(pool) | Self::AvgPool(AvgPool { pool, .. }) => Some(pool.input),
            Self::Bwht(bwht) => bwht.image,
            Self::Dense(_) | Self::Flatten(_) | Self::Argmax | Self::Sign(_) => None,
        }
    }
}

impl Conv2d {
    /// Sides of the image that comes out.
    pub fn output(&self) -> Shape {
        let (height, width) = self.scan().output();
        Shape { height, width, channels: self.weights.len() }
    }

    /// The way of its window.
    pub fn scan(&self) -> Scan {
        self.window.over(self.input)
    }
}

impl Pool {
    /// Sides of the image that comes out.
    pub fn output(&self) -> Shape {
        let (height, width) = self.scan().output();
        Shape { height, width, channels: self.input.channels }
    }

    /// The way of its window.
    pub fn scan(&self) -> Scan {
        self.window.over(self.input)
    }
}
