//! Designs in Rust.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::blocks::{BlockSpec, Field};
use crate::diag::Diagnostics;
use crate::num::Format;

use super::description::{
    Activation, Argmax, Bwht, Conv2d, DataFiles, Dense, Description, Flatten, Groups, LaneOrder,
    Layer, Planes, Pool, Sign, WeightScale,
};
use super::graph::{GraphDescription, Lanes, NodeDescription};
use super::hardware::{HardwareEntry, HardwareSection};
use super::input::Input;
use super::load::Design;
use super::padding::Padding;
use super::sides::Sides;
use super::tensors::Biases;

/// A design under construction.
///
/// ```
/// use cimgen::blocks::cim_array::{Array, Storage};
/// use cimgen::blocks::digitizer::Conversion;
/// use cimgen::design::Design;
/// use cimgen::num::Format;
///
/// let array = Array::new(64, 16, Format::signed(4));
/// let design = Design::builder("digits")
///     .clock_mhz(200.0)
///     .input([8, 8], Format::unsigned(4), 1.0)
///     .parameters("digits.safetensors")
///     .hardware("main", array)
///     .dense_relu("fc1", 64, "main", Format::unsigned(4))
///     .dense("fc2", 10, "main")
///     .argmax()
///     .build(".")
///     .unwrap();
/// assert!(design.to_yaml().starts_with("version: 1\nname: digits\n"));
/// ```
#[derive(Clone, Debug)]
pub struct Builder {
    description: Description,
}

impl Builder {
    pub(super) fn new(name: impl Into<String>) -> Self {
        let input = Input::Uniform { shape: vec![1], format: Format::unsigned(8), scale: 1.0 };
        Self {
            description: Description {
                version: 1,
                name: name.into(),
                clock_mhz: 100.0,
                input,
                parameters: None,
                data: None,
                layers: vec![],
                graph: None,
                hardware: HardwareSection::default(),
            },
        }
    }

    /// The clock, in MHz; 100 where not given.
    pub fn clock_mhz(mut self, clock: f64) -> Self {
        self.description.clock_mhz = clock;
        self
    }

    /// The input's shape, its lanes' format, and the real value of one code.
    pub fn input(mut self, shape: impl Into<Vec<usize>>, format: Format, scale: f64) -> Self {
        self.description.input = Input::Uniform { shape: shape.into(), format, scale };
        self
    }

    /// Fields of an input beat of a graph, from lane 0 up.
    pub fn input_fields(mut self, fields: impl Into<Vec<Field>>) -> Self {
        self.description.input = Input::Fields(fields.into());
        self
    }

    /// The safetensors file of weights and biases.
    pub fn parameters(mut self, file: impl Into<PathBuf>) -> Self {
        self.description.parameters = Some(file.into());
        self
    }

    /// The sample files.
    pub fn data(mut self, data: DataFiles) -> Self {
        self.description.data = Some(data);
        self
    }

    /// Hardware that layers can run on: an array, a crossbar, or [`HardwareEntry::times`] of one.
    pub fn hardware(mut self, name: impl Into<String>, hardware: impl Into<HardwareEntry>) -> Self {
        self.description.hardware.insert(name.into(), hardware.into());
        self
    }

    /// A dense layer whose result keeps the accumulator's width.
    pub fn dense(self, name: impl Into<String>, outputs: usize, array: impl Into<String>) -> Self {
        self.layer(Dense::new(name, outputs, array))
    }

    /// A dense layer with relu whose result is requantized to `output`.
    pub fn dense_relu(
        self,
        name: impl Into<String>,
        outputs: usize,
        array: impl Into<String>,
        output: Format,
    ) -> Self {
        self.layer(Dense::new(name, outputs, array).relu(output))
    }

    /// The greatest code of each window of an image; windows of `size` side by side.
    pub fn max_pool(self, size: impl Into<Sides>) -> Self {
        self.layer(Layer::MaxPool(Pool { size: size.into(), stride: None }))
    }

    /// The mean of each window of an image, rounded; windows of `size` side by side.
    pub fn avg_pool(self, size: impl Into<Sides>) -> Self {
        self.layer(Layer::AvgPool(Pool { size: size.into(), stride: None }))
    }

    /// An image to lanes.
    pub fn flatten(self) -> Self {
        self.layer(Layer::Flatten(Flatten::default()))
    }

    /// An image to lanes as PyTorch makes them, channel by channel.
    pub fn flatten_channels_first(self) -> Self {
        self.layer(Layer::Flatten(Flatten { order: LaneOrder::ChannelsFirst }))
    }

    /// The index of the greatest lane.
    pub fn argmax(self) -> Self {
        self.layer(Layer::Argmax(Argmax {}))
    }

    /// 1 where a lane is above `threshold`, a real value, and 0 where it is not.
    pub fn sign(self, threshold: f64) -> Self {
        self.layer(Layer::Sign(Sign { threshold }))
    }

    /// Any layer.
    pub fn layer(mut self, layer: impl Into<Layer>) -> Self {
        self.description.layers.push(layer.into());
        self
    }

    /// Input beats of a sample, which share its lanes evenly, of a design that is a graph; 1 where not given.
    pub fn beats(mut self, beats: usize) -> Self {
        self.graph().beats = beats;
        self
    }

    /// A block of a graph, which a design has in place of layers.
    ///
    /// ```
    /// use cimgen::blocks::adder_tree::AdderTree;
    /// use cimgen::blocks::relu::Relu;
    /// use cimgen::compile::compile;
    /// use cimgen::design::{Design, NodeDescription, Tap};
    /// use cimgen::num::Format;
    ///
    /// let (s4, s5) = (Format::signed(4), Format::signed(5));
    /// let design = Design::builder("halves")
    ///     .input([8], s4, 1.0)
    ///     .node(
    ///         NodeDescription::new("sum", AdderTree { lanes: 4, inputs: vec![s4; 2], bias: vec![] })
    ///             .input("a0", Tap::some("input", 0..4))
    ///             .input("a1", Tap::some("input", 4..8)),
    ///     )
    ///     .node(NodeDescription::new("relu", Relu { lanes: 4, input: s5 }).input("x", "sum"))
    ///     .output("relu")
    ///     .build(".")
    ///     .unwrap();
    /// assert_eq!(compile(design).unwrap().latency().unwrap(), 1);
    /// ```
    pub fn node(mut self, node: NodeDescription) -> Self {
        self.graph().nodes.push(node);
        self
    }

    /// What comes out of a design that is a graph.
    pub fn output(mut self, lanes: impl Into<Lanes>) -> Self {
        self.graph().output = lanes.into();
        self
    }

    /// The field of what comes out that labels are compared with.
    pub fn label(mut self, field: impl Into<String>) -> Self {
        self.graph().label = Some(field.into());
        self
    }

    fn graph(&mut self) -> &mut GraphDescription {
        self.description.graph.get_or_insert_with(|| GraphDescription {
            beats: 1,
            nodes: vec![],
            output: Lanes(vec![]),
            label: None,
        })
    }

    /// What was said so far.
    pub fn description(&self) -> &Description {
        &self.description
    }

    /// The checked design; file names are relative to `folder`.
    pub fn build(self, folder: impl Into<PathBuf>) -> Result<Design, Diagnostics> {
        Design::build(self.description, folder)
    }
}

impl NodeDescription {
    /// A block that takes nothing yet.
    pub fn new(name: impl Into<String>, block: impl Into<BlockSpec>) -> Self {
        Self {
            name: name.into(),
            block: block.into(),
            contents: BTreeMap::new(),
            hardware: None,
            inputs: BTreeMap::new(),
        }
    }

    /// What comes to one of its input streams.
    pub fn input(mut self, stream: impl Into<String>, lanes: impl Into<Lanes>) -> Self {
        self.inputs.insert(stream.into(), lanes.into());
        self
    }

    /// A parameter that is read from an integer tensor of the parameter file.
    pub fn contents(mut self, field: impl Into<String>, tensor: impl Into<String>) -> Self {
        self.contents.insert(field.into(), tensor.into());
        self
    }

    /// Bound to an array of the `hardware` section, of which there may be fewer than products.
    pub fn on(self, hardware: impl Into<String>) -> Self {
        Self { hardware: Some(hardware.into()), ..self }
    }
}

impl Dense {
    /// A dense layer whose result keeps the accumulator's width.
    pub fn new(name: impl Into<String>, outputs: usize, array: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            outputs,
            weights: None,
            bias: None,
            prefix: None,
            array: array.into(),
            weight_scale: WeightScale::default(),
            activation: None,
            output: None,
        }
    }

    /// What names of its tensors begin with; the layer's name where not said.
    pub fn prefix(self, prefix: impl Into<String>) -> Self {
        Self { prefix: Some(prefix.into()), ..self }
    }

    /// The tensor of its weights, such as `0.weight`; the biases are those beside it.
    pub fn weights(self, tensor: impl Into<String>) -> Self {
        Self { weights: Some(tensor.into()), ..self }
    }

    /// Where its biases are.
    pub fn bias(self, bias: Biases) -> Self {
        Self { bias: Some(bias), ..self }
    }

    /// Which weights have a scale in common; each output's where not said.
    pub fn weight_scale(self, weight_scale: WeightScale) -> Self {
        Self { weight_scale, ..self }
    }

    /// With relu, and a result that is requantized to `output`.
    pub fn relu(self, output: Format) -> Self {
        Self { activation: Some(Activation::Relu), output: Some(output), ..self }
    }
}

/// ```
/// use cimgen::design::{Conv2d, Sides};
/// use cimgen::num::Format;
///
/// let conv = Conv2d::new("conv1", 8, 3, "main").padding(1).relu(Format::unsigned(4));
/// assert_eq!((conv.kernel, conv.stride), (Sides([3, 3]), Sides::from(1)));
/// ```
impl Conv2d {
    /// A convolution without padding that moves pixel by pixel; its result keeps the accumulator's width.
    pub fn new(
        name: impl Into<String>,
        filters: usize,
        kernel: impl Into<Sides>,
        array: impl Into<String>,
    ) -> Self {
        Self {
            name: name.into(),
            filters,
            weights: None,
            bias: None,
            prefix: None,
            kernel: kernel.into(),
            stride: Sides::ONE,
            padding: Padding::default(),
            groups: Groups::default(),
            array: array.into(),
            weight_scale: WeightScale::default(),
            activation: None,
            output: None,
        }
    }

    /// Rows and columns from one position of the window to the next.
    pub fn stride(self, stride: impl Into<Sides>) -> Self {
        Self { stride: stride.into(), ..self }
    }

    /// Zeros around the image.
    pub fn padding(self, padding: impl Into<Padding>) -> Self {
        Self { padding: padding.into(), ..self }
    }

    /// With filters that see one channel each.
    pub fn depthwise(self) -> Self {
        Self { groups: Groups::Depthwise, ..self }
    }

    /// What names of its tensors begin with; the layer's name where not said.
    pub fn prefix(self, prefix: impl Into<String>) -> Self {
        Self { prefix: Some(prefix.into()), ..self }
    }

    /// The tensor of its weights, such as `0.weight`; the biases are those beside it.
    pub fn weights(self, tensor: impl Into<String>) -> Self {
        Self { weights: Some(tensor.into()), ..self }
    }

    /// Where its biases are.
    pub fn bias(self, bias: Biases) -> Self {
        Self { bias: Some(bias), ..self }
    }

    /// Which weights have a scale in common; each filter's where not said.
    pub fn weight_scale(self, weight_scale: WeightScale) -> Self {
        Self { weight_scale, ..self }
    }

    /// With relu, and a result that is requantized to `output`.
    pub fn relu(self, output: Format) -> Self {
        Self { activation: Some(Activation::Relu), output: Some(output), ..self }
    }
}

impl Bwht {
    /// A layer whose result keeps the accumulator's width.
    pub fn new(name: impl Into<String>, crossbar: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            prefix: None,
            crossbar: crossbar.into(),
            planes: Planes::default(),
            dc_bypass: false,
            activation: None,
            output: None,
        }
    }

    /// What names of its tensors begin with; the layer's name where not said.
    pub fn prefix(self, prefix: impl Into<String>) -> Self {
        Self { prefix: Some(prefix.into()), ..self }
    }

    /// How signed inputs are cut into planes; by magnitude where not said.
    pub fn planes(self, planes: Planes) -> Self {
        Self { planes, ..self }
    }

    /// With a result that is requantized to `output`.
    pub fn output(self, output: Format) -> Self {
        Self { output: Some(output), ..self }
    }

    /// With relu, and a result that is requantized to `output`.
    pub fn relu(self, output: Format) -> Self {
        Self { activation: Some(Activation::Relu), output: Some(output), ..self }
    }
}

impl From<Bwht> for Layer {
    fn from(bwht: Bwht) -> Self {
        Self::Bwht(bwht)
    }
}

impl From<Dense> for Layer {
    fn from(dense: Dense) -> Self {
        Self::Dense(dense)
    }
}

impl From<Conv2d> for Layer {
    fn from(conv: Conv2d) -> Self {
        Self::Conv2d(conv)
    }
}
