//! A dense layer or a convolution in floats, with the integer network's quantizers in it.

use candle_core::{DType, Result, Tensor, Var};

use crate::design::{Activation, Design, Extent, Groups, Layer, WeightScale};
use crate::num::Format;

use super::range::{Range, straight_through};
use super::windows::Windows;
use super::{DEVICE, Numbers};

pub(super) struct Product {
    pub name: String,
    /// As the parameter file holds it.
    pub weight: Var,
    pub bias: Var,
    /// `None` for a dense layer.
    windows: Option<Windows>,
    depthwise: bool,
    format: Format,
    scales: WeightScale,
    relu: bool,
    output: Option<Range>,
}

impl Product {
    /// `layer` for what arrives at it, with weights drawn evenly within the range of K. He et al. (ICCV
    /// 2015), and biases zero. `None` for layers without weights.
    pub fn new(
        design: &Design,
        layer: &Layer,
        input: Extent,
        rng: &mut fastrand::Rng,
    ) -> Result<Option<Self>> {
        let Some(weighted) = layer.weighted() else { return Ok(None) };
        let arrays = design.description().arrays();
        // Checked designs have it.
        let Some(array) = arrays.get(weighted.tile) else { return Ok(None) };
        let depthwise = matches!(layer, Layer::Conv2d(conv) if conv.groups == Groups::Depthwise);
        let (shape, windows) = match (layer, input) {
            (Layer::Conv2d(conv), Extent::Image(image)) => {
                let channels = if depthwise { 1 } else { image.channels };
                let windows = conv.window(image).map(|window| Windows::new(window, image));
                (vec![conv.filters, channels, conv.kernel[0], conv.kernel[1]], windows.transpose()?)
            }
            (Layer::Dense(dense), _) => (vec![dense.outputs, input.lanes()], None),
            _ => return Ok(None),
        };
        let range = (6.0 / shape[1..].iter().product::<usize>() as f64).sqrt();
        let count = shape.iter().product();
        let drawn: Vec<f32> =
            (0..count).map(|_| ((rng.f64() * 2.0 - 1.0) * range) as f32).collect();
        Ok(Some(Self {
            name: weighted.name.to_string(),
            bias: Var::zeros(shape[0], DType::F32, &DEVICE)?,
            weight: Var::from_tensor(&Tensor::from_vec(drawn, shape, &DEVICE)?)?,
            windows,
            depthwise,
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
        let y = self.sums(x, numbers)?.broadcast_add(&self.bias)?.reshape((x.dim(0)?, ()))?;
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
        let Some(windows) = &self.windows else { return x.matmul(&weights.t()?) };
        let under = windows.of(x)?;
        let (samples, positions, pixels, channels) = under.dims4()?;
        let filters = weights.dim(0)?;
        if self.depthwise {
            return under.broadcast_mul(&weights.reshape((filters, pixels))?.t()?)?.sum(2);
        }
        let weights = weights.reshape((filters, channels, pixels))?.transpose(1, 2)?;
        let weights = weights.reshape((filters, pixels * channels))?;
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
