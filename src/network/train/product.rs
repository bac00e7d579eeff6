//! A dense layer or a convolution in floats, with the integer network's quantizers in it.

use candle_core::{DType, Result, Tensor, Var};

use crate::blocks::cim_array::Array;
use crate::design::{Activation, Design, Extent, Groups, Layer, TensorNames, WeightScale};
use crate::num::Format;

use super::range::{Range, straight_through};
use super::windows::Windows;
use super::{DEVICE, Numbers};

pub(super) struct Product {
    pub tensors: TensorNames,
    /// As the parameter file holds it.
    pub weight: Var,
    /// `None` where the design has none.
    pub bias: Option<Var>,
    /// `None` for a dense layer.
    windows: Option<Windows>,
    depthwise: bool,
    /// Channels and pixels of the image that each output's weights are, channel by channel; `None` where they are
    /// lanes as they come.
    image: Option<(usize, usize)>,
    format: Format,
    scales: WeightScale,
    relu: bool,
    output: Option<Range>,
}

impl Product {
    /// Layer `number` for what arrives at it, with weights drawn evenly within the range of K. He et al. (ICCV
    /// 2015), and biases zero. `None` for layers without weights.
    pub fn new(
        design: &Design,
        number: usize,
        input: Extent,
        rng: &mut fastrand::Rng,
    ) -> Result<Option<Self>> {
        let description = design.description();
        let Some(layer) = description.layers.get(number) else { return Ok(None) };
        let Some(weighted) = layer.weighted() else { return Ok(None) };
        // Checked designs have it.
        let Some(array) = description.hardware.of_kind::<Array>(weighted.array) else {
            return Ok(None);
        };
        let depthwise = matches!(layer, Layer::Conv2d(conv) if conv.groups == Groups::Depthwise);
        let by_channel = description.weights_by_channel(number);
        let (shape, windows, image) = match (layer, input) {
            (Layer::Conv2d(conv), Extent::Image(image)) => {
                let channels = if depthwise { 1 } else { image.channels };
                let windows = conv.window(image).map(|window| Windows::new(window, image));
                let [rows, columns] = conv.kernel.0;
                let image = (!depthwise).then_some((channels, rows * columns));
                (vec![conv.filters, channels, rows, columns], windows.transpose()?, image)
            }
            (Layer::Dense(dense), _) => {
                let image = by_channel.map(|image| (image.channels, image.pixels()));
                (vec![dense.outputs, input.lanes()], None, image)
            }
            _ => return Ok(None),
        };
        let range = (6.0 / shape[1..].iter().product::<usize>() as f64).sqrt();
        let count = shape.iter().product();
        let drawn: Vec<f32> =
            (0..count).map(|_| ((rng.f64() * 2.0 - 1.0) * range) as f32).collect();
        let tensors = weighted.tensors();
        let has_bias = tensors.bias.is_some();
        Ok(Some(Self {
            tensors,
            bias: if has_bias { Some(Var::zeros(shape[0], DType::F32, &DEVICE)?) } else { None },
            weight: Var::from_tensor(&Tensor::from_vec(drawn, shape, &DEVICE)?)?,
            windows,
            depthwise,
            image,
            format: array.weight,
            scales: weighted.weight_scale,
            relu: weighted.activation == Some(Activation::Relu),
            output: weighted.output.map(Range::new),
        }))
    }

    /// Real value of one output code; `None` where the result is not narrowed.
    pub fn scale(&self) -> Option<f64> {
        self.output.as_ref().and_then(Range::scale)
    }

    /// `[samples, lanes]` to `[samples, lanes of the result]`.
    pub fn forward(&mut self, x: &Tensor, numbers: Numbers) -> Result<Tensor> {
        let y = self.sums(x, numbers)?;
        let y = if let Some(bias) = &self.bias { y.broadcast_add(bias)? } else { y };
        let y = y.reshape((x.dim(0)?, ()))?;
        let y = if self.relu { y.relu()? } else { y };
        match &mut self.output {
            Some(range) if numbers.are_codes() => range.codes(&y),
            _ => Ok(y),
        }
    }

    /// The products, an output or a filter each in the last dimension.
    fn sums(&self, x: &Tensor, numbers: Numbers) -> Result<Tensor> {
        let weights = match numbers {
            Numbers::Codes { .. } => self.weights()?,
            Numbers::Floats => self.weight.flatten_from(1)?,
        };
        let weights = match self.image {
            Some((channels, pixels)) => {
                let weights = weights.reshape(((), channels, pixels))?.transpose(1, 2)?;
                weights.reshape(((), pixels * channels))?
            }
            None => weights,
        };
        let Some(windows) = &self.windows else { return x.matmul(&weights.t()?) };
        let under = windows.of(x)?;
        let (samples, positions, pixels, channels) = under.dims4()?;
        let filters = weights.dim(0)?;
        if self.depthwise {
            return under.broadcast_mul(&weights.reshape((filters, pixels))?.t()?)?.sum(2);
        }
        under.reshape((samples * positions, pixels * channels))?.matmul(&weights.t()?)
    }

    /// Weights as the tile will hold them.
    fn weights(&self) -> Result<Tensor> {
        let weight = self.weight.flatten_from(1)?;
        let (least, most) = (self.format.min().max(-self.format.max()), self.format.max());
        let magnitude = if self.format.is_signed() { weight.abs()? } else { weight.relu()? };
        let greatest = match self.scales {
            WeightScale::PerChannel => magnitude.max_keepdim(1)?,
            WeightScale::PerTensor => magnitude.max_keepdim(1)?.max_keepdim(0)?,
        };
        let scale = (greatest.clamp(1e-12f32, f32::MAX)? / most as f64)?.detach();
        let codes = weight.broadcast_div(&scale)?.round()?.clamp(least as f32, most as f32)?;
        straight_through(&weight, &codes.broadcast_mul(&scale)?)
    }
}
