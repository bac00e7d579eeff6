//! What a design says, field by field, before any of it is checked.
//!
//! These types are the design file's schema: the reader, the YAML printer, the Rust DSL and the JSON
//! Schema all use them, so a field added here is known everywhere, with its comment as its description.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::blocks::wht_crossbar;
use crate::num::Format;

use super::graph::GraphDescription;
use super::hardware::HardwareSection;
use super::input::Input;
use super::padding::Padding;
use super::sides::Sides;
use super::tensors::Biases;

/// A whole design as written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Description {
    /// Version of this format; 1.
    #[schemars(extend("const" = 1))]
    pub version: u32,
    /// Name of the design and of its top module.
    pub name: String,
    /// Clock the design is meant for, in MHz; turns cycles into seconds.
    pub clock_mhz: f64,
    /// What comes in.
    pub input: Input,
    /// safetensors file of weights and biases, relative to the design file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameters: Option<PathBuf>,
    /// Samples that come with the design.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<DataFiles>,
    /// The network, first layer first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub layers: Vec<Layer>,
    /// Blocks and the streams between them, in place of layers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub graph: Option<GraphDescription>,
    /// What layers and nodes run on, by name.
    #[serde(default)]
    pub hardware: HardwareSection,
}

/// Sample files (`.npy`), relative to the design file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DataFiles {
    /// Samples to train with. They also set activation ranges where `calibration` is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub train: Option<Labelled>,
    /// Samples that set activation ranges; never the test samples.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calibration: Option<PathBuf>,
    /// Samples for the final figure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test: Option<Labelled>,
}

/// Samples and what they are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Labelled {
    /// `[samples, lanes]`.
    pub input: PathBuf,
    /// `[samples]`.
    pub labels: PathBuf,
}

/// One layer of the network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    /// Matrix-vector product, bias, activation.
    Dense(Dense),
    /// The same product at every position of a window that moves over an image.
    Conv2d(Conv2d),
    /// Walsh-Hadamard transform, soft threshold, and back.
    Bwht(Bwht),
    /// The greatest code of a window, channel by channel.
    MaxPool(Pool),
    /// The mean of the codes of a window, channel by channel, rounded, halves up.
    AvgPool(Pool),
    /// An image to lanes, in the order row, column, channel unless another is said.
    Flatten(Flatten),
    /// Index of the greatest lane.
    Argmax(Argmax),
    /// 1 where a lane is above a threshold, and 0 where it is not.
    Sign(Sign),
}

/// What layers with parameters have in common.
#[derive(Clone, Copy, Debug)]
pub struct Parametrized<'a> {
    /// Name of the layer.
    pub name: &'a str,
    /// Entry of the `hardware` section that it runs on.
    pub hardware: &'a str,
    /// What follows its sums.
    pub activation: Option<Activation>,
    /// Format that the result is requantized to.
    pub output: Option<Format>,
}

/// What layers with weights have in common.
#[derive(Clone, Copy, Debug)]
pub struct Weighted<'a> {
    /// Name of the layer.
    pub name: &'a str,
    /// The tensor of its weights, where it is named.
    pub weights: Option<&'a str>,
    /// The tensor of its biases, where it is named.
    pub bias: Option<&'a Biases>,
    /// What names of its tensors begin with, where it is said.
    pub prefix: Option<&'a str>,
    /// The array that it runs on.
    pub array: &'a str,
    /// Which weights have a scale in common.
    pub weight_scale: WeightScale,
    /// What follows the bias.
    pub activation: Option<Activation>,
    /// Format that the result is requantized to.
    pub output: Option<Format>,
}

impl<'a> From<&'a Dense> for Weighted<'a> {
    fn from(dense: &'a Dense) -> Self {
        let Dense { name, weights, bias, prefix, array, weight_scale, activation, output, .. } =
            dense;
        let (weights, bias, prefix) = (weights.as_deref(), bias.as_ref(), prefix.as_deref());
        let (weight_scale, activation, output) = (*weight_scale, *activation, *output);
        Self { name, weights, bias, prefix, array, weight_scale, activation, output }
    }
}

impl<'a> From<&'a Conv2d> for Weighted<'a> {
    fn from(conv: &'a Conv2d) -> Self {
        let Conv2d { name, weights, bias, prefix, array, weight_scale, activation, output, .. } =
            conv;
        let (weights, bias, prefix) = (weights.as_deref(), bias.as_ref(), prefix.as_deref());
        let (weight_scale, activation, output) = (*weight_scale, *activation, *output);
        Self { name, weights, bias, prefix, array, weight_scale, activation, output }
    }
}

impl Layer {
    /// What it has in common with other layers with parameters; `None` where it has none.
    pub fn parametrized(&self) -> Option<Parametrized<'_>> {
        if let Self::Bwht(Bwht { name, crossbar: hardware, activation, output, .. }) = self {
            let (activation, output) = (*activation, *output);
            return Some(Parametrized { name, hardware, activation, output });
        }
        let Weighted { name, array: hardware, activation, output, .. } = self.weighted()?;
        Some(Parametrized { name, hardware, activation, output })
    }

    /// What it has in common with other layers with weights; `None` where it has none.
    pub fn weighted(&self) -> Option<Weighted<'_>> {
        match self {
            Self::Dense(dense) => Some(dense.into()),
            Self::Conv2d(conv) => Some(conv.into()),
            Self::Bwht(_)
            | Self::MaxPool(_)
            | Self::AvgPool(_)
            | Self::Flatten(_)
            | Self::Argmax(_)
            | Self::Sign(_) => None,
        }
    }

    /// Its kind, as design files call it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Dense(_) => "dense",
            Self::Conv2d(_) => "conv2d",
            Self::Bwht(_) => "bwht",
            Self::MaxPool(_) => "max_pool",
            Self::AvgPool(_) => "avg_pool",
            Self::Flatten(_) => "flatten",
            Self::Argmax(_) => "argmax",
            Self::Sign(_) => "sign",
        }
    }
}

/// `y = activation(W x + b)`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dense {
    /// Name in hardware and reports; also that of its tensors, unless others are named.
    pub name: String,
    /// Lanes of the result.
    pub outputs: usize,
    /// Tensor of the weights, such as `"0.weight"`; its biases are beside it. `<prefix>.weight` where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weights: Option<String>,
    /// Tensor of the biases, or `false`; where absent, the one beside the weights, if it is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bias: Option<Biases>,
    /// What comes before `.weight` and `.bias` in the names of the tensors; `name` where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// Array of the `hardware` section that the product runs on.
    pub array: String,
    /// Which weights have a scale in common.
    #[serde(default, skip_serializing_if = "WeightScale::is_default")]
    pub weight_scale: WeightScale,
    /// What follows the bias.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activation: Option<Activation>,
    /// Format that the result is requantized to; where absent, the result keeps the accumulator's
    /// width and its lanes are brought to one common scale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<Format>,
}

/// `y = activation(W x + b)` for the `x` of every position of a window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Conv2d {
    /// Name in hardware and reports; also that of its tensors, unless others are named.
    pub name: String,
    /// Channels of the result.
    pub filters: usize,
    /// Tensor of the weights, such as `"0.weight"`; its biases are beside it. `<prefix>.weight` where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weights: Option<String>,
    /// Tensor of the biases, or `false`; where absent, the one beside the weights, if it is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bias: Option<Biases>,
    /// What comes before `.weight` and `.bias` in the names of the tensors; `name` where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// Rows and columns of the window.
    pub kernel: Sides,
    /// Rows and columns from one position of the window to the next.
    #[serde(default = "one_by_one", skip_serializing_if = "Sides::are_one")]
    pub stride: Sides,
    /// Zeros around the image.
    #[serde(default, skip_serializing_if = "Padding::is_default")]
    pub padding: Padding,
    /// Which channels a filter sees.
    #[serde(default, skip_serializing_if = "Groups::is_default")]
    pub groups: Groups,
    /// Array of the `hardware` section that the products run on.
    pub array: String,
    /// Which weights have a scale in common.
    #[serde(default, skip_serializing_if = "WeightScale::is_default")]
    pub weight_scale: WeightScale,
    /// What follows the bias.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activation: Option<Activation>,
    /// Format that the result is requantized to, as in [`Dense`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<Format>,
}

fn one_by_one() -> Sides {
    Sides::ONE
}

/// `y = activation(scale * H soft(H x, T))`, block by block of channels: as many as the crossbar has points, and
/// for the rest the least power of two that holds them. An image is transformed pixel by pixel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bwht {
    /// Name in hardware and reports; also that of its tensors, unless a prefix is given.
    pub name: String,
    /// What comes before `.threshold` (one a coefficient) and `.scale` (one a block) in the names of its tensors;
    /// `name` where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// Crossbar of the `hardware` section that both transforms run on.
    pub crossbar: String,
    /// How signed inputs are cut into planes.
    #[serde(default, skip_serializing_if = "Planes::is_default")]
    pub planes: Planes,
    /// Whether the first coefficient of a block, the sum of its channels, has no threshold.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dc_bypass: bool,
    /// What follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activation: Option<Activation>,
    /// Format that the result is requantized to, as in [`Dense`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<Format>,
}

/// How signed inputs of a transform are cut into planes; unsigned ones are always cut into their bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("default" = Planes::default()))]
pub enum Planes {
    /// The bits of their magnitudes, each with the sign: one less than bits of the format.
    #[default]
    SignedMagnitude,
    /// Their bits, of which the first counts against the sum.
    TwosComplement,
}

/// Which channels a filter sees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("default" = Groups::default()))]
pub enum Groups {
    /// All of them.
    #[default]
    None,
    /// The one of its own number; there are as many filters as channels.
    Depthwise,
}

/// Which weights of a layer have a scale (real value of one code) in common.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("default" = WeightScale::default()))]
pub enum WeightScale {
    /// All.
    PerTensor,
    /// Those of one output of a dense layer, or of one filter.
    #[default]
    PerChannel,
}

/// A window that moves over an image; the image is not padded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pool {
    /// Rows and columns of the window.
    pub size: Sides,
    /// Rows and columns from one position of the window to the next; `size` where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stride: Option<Sides>,
}

/// An image to lanes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Flatten {
    /// In which order lanes are.
    #[serde(default, skip_serializing_if = "LaneOrder::is_default")]
    pub order: LaneOrder,
}

/// In which order the numbers of an image become lanes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LaneOrder {
    /// Row, column, channel, as images come.
    #[default]
    ChannelsLast,
    /// Channel, row, column, as PyTorch flattens. Nothing is moved before a dense layer: the columns of its weights
    /// are put in the order of lanes instead.
    ChannelsFirst,
}

/// Element-wise function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Activation {
    /// `max(x, 0)`.
    Relu,
}

/// Index of the greatest lane; ties to the lowest index.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Argmax {}

/// `y = 1 if x > threshold else 0`, lane by lane: the class of a network with one output for two classes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sign {
    /// Real value that lanes are compared with.
    #[serde(default, skip_serializing_if = "Sign::is_zero")]
    pub threshold: f64,
}

impl Sign {
    fn is_zero(threshold: &f64) -> bool {
        *threshold == 0.0
    }
}

impl Planes {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// The planes of inputs of a format: how many, and what they are; `None` for formats without any, and for more
    /// than a crossbar takes.
    pub fn of(self, format: Format) -> Option<(u32, wht_crossbar::Sign)> {
        let bits = format.bits();
        let (bits, sign) = match (format.is_signed(), self) {
            (false, _) => (bits, wht_crossbar::Sign::Unsigned),
            (true, Self::SignedMagnitude) => (bits - 1, wht_crossbar::Sign::SignedMagnitude),
            (true, Self::TwosComplement) => (bits, wht_crossbar::Sign::TwosComplement),
        };
        (1..=wht_crossbar::WhtCrossbar::MAX_BITS).contains(&bits).then_some((bits, sign))
    }
}

impl WeightScale {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

impl LaneOrder {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

impl Groups {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}
