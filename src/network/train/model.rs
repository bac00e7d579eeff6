//! The network in floats with the integer network's quantizers in it.

use std::collections::HashMap;
use std::f64::consts::PI;

use candle_core::{DType, Error, Result, Tensor, Var};

use crate::design::{Design, Extent, Layer, Pool};
use crate::image::Shape;
use crate::num::Format;
use crate::progress::counted;

use super::adam::Adam;
use super::batches::Batches;
use super::product::Product;
use super::range::straight_through;
use super::transform::Transform;
use super::windows::Windows;
use super::{DEVICE, Labelled, Numbers, Recipe};

/// Sharpness of `tanh` in place of a comparator at the begin of training, and at its end.
const FIRST_TAU: f64 = 0.8;
const LAST_TAU: f64 = 3.0;

/// Images and lanes alike are `[samples, lanes]` between stages.
pub(super) struct Model {
    /// Format of the input.
    format: Format,
    /// Real value of one code of it.
    scale: f64,
    stages: Vec<(Stage, Option<Format>)>,
}

enum Stage {
    Product(Product),
    Transform(Transform),
    Max(Windows),
    Mean(Windows),
    /// Lanes in another order: the number of each.
    Turned(Tensor),
}

impl Model {
    /// The layers of `design` with random weights.
    pub fn new(design: &Design, seed: u64) -> Result<Self> {
        let mut rng = fastrand::Rng::with_seed(seed);
        let description = design.description();
        let mut stages = vec![];
        let layers = description.layers.iter().zip(description.extents());
        for (number, (layer, input)) in layers.enumerate() {
            let stage = match layer {
                Layer::Dense(_) | Layer::Conv2d(_) => {
                    Product::new(design, number, input, &mut rng)?.map(Stage::Product)
                }
                Layer::Bwht(bwht) => Some(Stage::Transform(Transform::new(design, bwht, input)?)),
                Layer::MaxPool(pool) => Some(Stage::Max(windows(pool, input)?)),
                Layer::AvgPool(pool) => Some(Stage::Mean(windows(pool, input)?)),
                Layer::Flatten(_) => {
                    description.lanes_by_channel(number).map(turned).transpose()?
                }
                // They have nothing to learn, and change nothing that is learned.
                Layer::Argmax(_) | Layer::Sign(_) => None,
            };
            let output = layer.parametrized().and_then(|layer| layer.output);
            stages.extend(stage.map(|stage| (stage, output)));
        }
        let (format, scale) = (description.input.format(), description.input.scale());
        Ok(Self { format, scale, stages })
    }

    /// Trains by `recipe`.
    pub fn fit(&mut self, design: &Design, data: &Labelled, recipe: Recipe) -> Result<()> {
        let mut batches = Batches {
            data,
            image: design.description().input_extent().image(),
            scale: self.scale,
            recipe,
            rng: fastrand::Rng::with_seed(recipe.seed.wrapping_add(1)),
        };
        let mut adam = Adam::new(self.vars())?;
        for epoch in counted("epochs", 0..recipe.epochs) {
            let done = epoch as f64 / recipe.epochs as f64;
            let rate = recipe.rate * 0.5 * (1.0 + (PI * done).cos());
            let numbers = match recipe.floats {
                true => Numbers::Floats,
                false => Numbers::Codes { tau: FIRST_TAU + (LAST_TAU - FIRST_TAU) * done },
            };
            for (inputs, targets) in batches.epoch()? {
                let loss = cross_entropy(&self.forward(&inputs, numbers)?, &targets)?;
                let loss = (loss + (self.room()? * recipe.push)?)?;
                adam.step(&loss.backward()?, rate, recipe.decay)?;
            }
        }
        Ok(())
    }

    /// Samples that the model in floats recognizes.
    pub fn recognized(&mut self, data: &Labelled) -> Result<usize> {
        let real = data.samples.codes.iter().flatten();
        let real: Vec<f32> = real.map(|code| (*code as f64 * self.scale) as f32).collect();
        if real.is_empty() {
            return Ok(0);
        }
        let inputs = Tensor::from_vec(real, (data.labels.len(), ()), &DEVICE)?;
        let given = self.forward(&inputs, Numbers::Floats)?.argmax(1)?.to_vec1::<u32>()?;
        let pairs = given.into_iter().zip(&data.labels);
        Ok(pairs.filter(|(class, label)| i64::from(*class) == **label).count())
    }

    fn vars(&self) -> Vec<Var> {
        let vars = self.stages.iter().map(|(stage, _)| match stage {
            Stage::Product(layer) => {
                [Some(&layer.weight), layer.bias.as_ref()].into_iter().flatten().cloned().collect()
            }
            Stage::Transform(layer) => layer.vars(),
            Stage::Max(_) | Stage::Mean(_) | Stage::Turned(_) => vec![],
        });
        vars.flatten().collect()
    }

    /// What thresholds are pushed with: see [`Transform::room`].
    fn room(&self) -> Result<Tensor> {
        let mut room = Tensor::zeros((), DType::F32, &DEVICE)?;
        for (stage, _) in &self.stages {
            if let Stage::Transform(layer) = stage {
                room = (room + layer.room()?)?;
            }
        }
        Ok(room)
    }

    /// What comes out of the last layer, in real values.
    pub fn forward(&mut self, inputs: &Tensor, numbers: Numbers) -> Result<Tensor> {
        let (mut x, mut scale, mut format) = (inputs.clone(), self.scale, self.format);
        for (stage, output) in &mut self.stages {
            x = match stage {
                Stage::Product(product) => {
                    let y = product.forward(&x, numbers)?;
                    scale = product.scale().unwrap_or(scale);
                    y
                }
                Stage::Transform(transform) => {
                    let y = transform.forward(&x, (format, scale), numbers)?;
                    scale = transform.scale().unwrap_or(scale);
                    y
                }
                Stage::Max(windows) => windows.max(&x)?,
                Stage::Turned(lanes) => x.index_select(lanes, 1)?,
                Stage::Mean(windows) => {
                    // Means are codes too, halves up.
                    let means = windows.mean(&x)?;
                    let codes = (&means / scale)?;
                    match numbers {
                        Numbers::Floats => means,
                        Numbers::Codes { .. } => {
                            (straight_through(&codes, &(&codes + 0.5)?.floor()?)? * scale)?
                        }
                    }
                }
            };
            format = output.unwrap_or(format);
        }
        Ok(x)
    }

    /// Parameters as files name them.
    pub fn tensors(&self) -> Result<HashMap<String, Tensor>> {
        let mut all = HashMap::new();
        for (stage, _) in &self.stages {
            match stage {
                Stage::Product(Product { tensors, weight, bias, .. }) => {
                    let bias = tensors.bias.as_ref().zip(bias.as_ref());
                    let both = [Some((&tensors.weights, weight)), bias].into_iter().flatten();
                    all.extend(both.map(|(name, var)| (name.clone(), var.as_tensor().clone())));
                }
                Stage::Transform(layer) => all.extend(layer.tensors()?),
                Stage::Max(_) | Stage::Mean(_) | Stage::Turned(_) => {}
            }
        }
        Ok(all)
    }
}

/// Lanes of an image channel by channel.
fn turned(image: Shape) -> Result<Stage> {
    let lanes: Vec<u32> = (0..image.lanes() as u32).collect();
    Ok(Stage::Turned(Tensor::new(image.channels_first(&lanes), &DEVICE)?))
}

fn windows(pool: &Pool, input: Extent) -> Result<Windows> {
    // Checked designs have images and windows there.
    let fitting = input.image().and_then(|image| Some((pool.window()?, image)));
    let (window, image) = fitting.ok_or_else(|| Error::msg("a pool does not fit its input"))?;
    Windows::new(window, image)
}

fn cross_entropy(logits: &Tensor, targets: &Tensor) -> Result<Tensor> {
    let shifted = logits.broadcast_sub(&logits.max_keepdim(1)?.detach())?;
    let logs = shifted.broadcast_sub(&shifted.exp()?.sum_keepdim(1)?.log()?)?;
    (targets * logs)?.sum(1)?.mean(0)?.neg()
}
