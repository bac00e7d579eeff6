//! What a design says, field by field, before any of it is checked.
//!
//! These types are the design file's schema: the reader, the YAML printer, the Rust DSL and the JSON
//! Schema all use them, so a field added here is known everywhere, with its comment as its description.

use std::collections::BTreeMap;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::blocks::cim_tile;
use crate::num::Format;

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
    /// safetensors file of `<layer>.weight` and `<layer>.bias`, relative to the design file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameters: Option<PathBuf>,
    /// Samples that come with the design.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<DataFiles>,
    /// The network, first layer first.
    pub layers: Vec<Layer>,
    /// The arrays that layers run on, by name.
    #[serde(default)]
    pub hardware: BTreeMap<String, Hardware>,
}

/// The design's input stream: one sample a beat.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// Shape of a sample; lanes are its elements in row-major order.
    pub shape: Vec<usize>,
    /// Format of a lane.
    pub format: Format,
    /// Real value of one code.
    #[serde(default = "one")]
    pub scale: f64,
}

fn one() -> f64 {
    1.0
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
    /// Index of the greatest lane.
    Argmax(Argmax),
}

/// `y = activation(W x + b)`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dense {
    /// Name; also that of its tensors in the parameter file.
    pub name: String,
    /// Lanes of the result.
    pub outputs: usize,
    /// Array of the `hardware` section that the product runs on.
    pub tile: String,
    /// What follows the bias.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activation: Option<Activation>,
    /// Format that the result is requantized to; where absent, the result keeps the accumulator's
    /// width and its lanes are brought to one common scale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<Format>,
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

/// One entry of the `hardware` section.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Hardware {
    /// Bit-plane compute-in-memory tile.
    CimTile(cim_tile::Array),
}

impl Description {
    /// Lanes of the input: the product of its shape. `None` beyond what any machine counts.
    pub fn input_lanes(&self) -> Option<usize> {
        self.input.shape.iter().try_fold(1usize, |lanes, side| lanes.checked_mul(*side))
    }
}
