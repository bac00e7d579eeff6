//! The network in floats with the integer network's quantizers in it.

use std::collections::HashMap;
use std::f64::consts::PI;

use candle_core::{Result, Tensor, Var};

use crate::design::{Activation, Design, Hardware, Layer};
use crate::num::Format;

use super::adam::Adam;
use super::batches::Batches;
use super::{DEVICE, Labelled, Recipe};

/// Weight of the past in the running range of activations.
const MEMORY: f64 = 0.98;

pub(super) struct Model {
    layers: Vec<Dense>,
}

struct Dense {
    name: String,
    weight: Var,
    bias: Var,
    format: Format,
    relu: bool,
    output: Option<Format>,
    /// Running value of one output code.
    scale: Option<f64>,
}

impl Model {
    /// Weights drawn evenly within the range of K. He et al. (ICCV 2015), biases zero.
    pub fn new(design: &Design, seed: u64) -> Result<Self> {
        let mut rng = fastrand::Rng::with_seed(seed);
        let mut inputs = design.input_lanes();
        let mut layers = vec![];
        for layer in &design.description().layers {
            let Layer::Dense(layer) = layer else { continue };
            let Hardware::CimTile(array) = &design.description().hardware[&layer.tile];
            let range = (6.0 / inputs as f64).sqrt();
            let count = layer.outputs * inputs;
            let drawn: Vec<f32> =
                (0..count).map(|_| ((rng.f64() * 2.0 - 1.0) * range) as f32).collect();
            let drawn = Tensor::from_vec(drawn, (layer.outputs, inputs), &DEVICE)?;
            layers.push(Dense {
                name: layer.name.clone(),
                weight: Var::from_tensor(&drawn)?,
                bias: Var::zeros(layer.outputs, candle_core::DType::F32, &DEVICE)?,
                format: array.weight,
                relu: layer.activation == Some(Activation::Relu),
                output: layer.output,
                scale: None,
            });
            inputs = layer.outputs;
        }
        Ok(Self { layers })
    }

    /// Trains by `recipe`.
    pub fn fit(&mut self, design: &Design, data: &Labelled, recipe: Recipe) -> Result<()> {
        let input = &design.description().input;
        let mut batches = Batches {
            data,
            image: match input.shape[..] {
                [height, width] => Some((height, width)),
                _ => None,
            },
            scale: input.scale,
            classes: self.layers.last().map_or(1, |layer| layer.bias.elem_count()),
            recipe,
            rng: fastrand::Rng::with_seed(recipe.seed.wrapping_add(1)),
        };
        let vars = self.layers.iter().flat_map(|layer| [layer.weight.clone(), layer.bias.clone()]);
        let mut adam = Adam::new(vars.collect())?;
        for epoch in 0..recipe.epochs {
            let done = epoch as f64 / recipe.epochs as f64;
            let rate = recipe.rate * 0.5 * (1.0 + (PI * done).cos());
            for (inputs, targets) in batches.epoch()? {
                let loss = cross_entropy(&self.forward(&inputs)?, &targets)?;
                adam.step(&loss.backward()?, rate, recipe.decay)?;
            }
        }
        Ok(())
    }

    fn forward(&mut self, inputs: &Tensor) -> Result<Tensor> {
        let mut x = inputs.clone();
        for layer in &mut self.layers {
            x = layer.forward(&x)?;
        }
        Ok(x)
    }

    /// Weights and biases as parameter files name them.
    pub fn tensors(&self) -> Result<HashMap<String, Tensor>> {
        let both = |layer: &Dense| {
            [
                (format!("{}.weight", layer.name), layer.weight.as_tensor().clone()),
                (format!("{}.bias", layer.name), layer.bias.as_tensor().clone()),
            ]
        };
        Ok(self.layers.iter().flat_map(both).collect())
    }
}

impl Dense {
    fn forward(&mut self, x: &Tensor) -> Result<Tensor> {
        let y = x.matmul(&self.weights()?.t()?)?.broadcast_add(&self.bias)?;
        let y = if self.relu { y.relu()? } else { y };
        match self.output {
            Some(output) => self.activations(&y, output),
            None => Ok(y),
        }
    }

    /// Weights as the tile will hold them, output by output.
    fn weights(&self) -> Result<Tensor> {
        let weight = self.weight.as_tensor();
        let (least, most) = (self.format.min().max(-self.format.max()), self.format.max());
        let magnitude = if self.format.is_signed() { weight.abs()? } else { weight.relu()? };
        let scale = (magnitude.max_keepdim(1)?.clamp(1e-12f32, f32::MAX)? / most as f64)?.detach();
        let codes = weight.broadcast_div(&scale)?.round()?.clamp(least as f32, most as f32)?;
        straight_through(weight, &codes.broadcast_mul(&scale)?)
    }

    /// Activations as codes of a range that follows what is seen.
    fn activations(&mut self, y: &Tensor, output: Format) -> Result<Tensor> {
        let mut values: Vec<f32> = y.abs()?.flatten_all()?.to_vec1()?;
        values.sort_by(f32::total_cmp);
        let covered = f64::from(values[(values.len() - 1) * 999 / 1000]);
        let seen = (covered / output.max() as f64).max(1e-6);
        let scale = self.scale.map_or(seen, |scale| MEMORY * scale + (1.0 - MEMORY) * seen);
        self.scale = Some(scale);
        let (least, most) = (output.min() as f32, output.max() as f32);
        let within = (y / scale)?.clamp(least, most)?;
        straight_through(&within, &within.round()?)? * scale
    }
}

/// `quantized` forward, the gradient of `real` backward.
fn straight_through(real: &Tensor, quantized: &Tensor) -> Result<Tensor> {
    real + (quantized - real)?.detach()
}

fn cross_entropy(logits: &Tensor, targets: &Tensor) -> Result<Tensor> {
    let shifted = logits.broadcast_sub(&logits.max_keepdim(1)?.detach())?;
    let logs = shifted.broadcast_sub(&shifted.exp()?.sum_keepdim(1)?.log()?)?;
    (targets * logs)?.sum(1)?.mean(0)?.neg()
}
