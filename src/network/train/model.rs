//! The network in floats with the integer network's quantizers in it.

use std::collections::HashMap;
use std::f64::consts::PI;

use candle_core::{Error, Result, Tensor};

use crate::design::{Design, Extent, Layer, Pool};

use super::adam::Adam;
use super::batches::Batches;
use super::product::{Product, straight_through};
use super::windows::Windows;
use super::{Labelled, Recipe};

/// Images and lanes alike are `[samples, lanes]` between stages.
pub(super) struct Model {
    /// Real value of one code of the input.
    scale: f64,
    stages: Vec<Stage>,
}

enum Stage {
    Product(Product),
    Max(Windows),
    Mean(Windows),
}

impl Model {
    /// The layers of `design` with random weights.
    pub fn new(design: &Design, seed: u64) -> Result<Self> {
        let mut rng = fastrand::Rng::with_seed(seed);
        let description = design.description();
        let mut stages = vec![];
        for (layer, input) in description.layers.iter().zip(description.extents()) {
            match layer {
                Layer::Dense(_) | Layer::Conv2d(_) => {
                    let product = Product::new(design, layer, input, &mut rng)?;
                    stages.extend(product.map(Stage::Product));
                }
                Layer::MaxPool(pool) => stages.push(Stage::Max(windows(pool, input)?)),
                Layer::AvgPool(pool) => stages.push(Stage::Mean(windows(pool, input)?)),
                // Neither has anything to learn, or changes what is learned.
                Layer::Flatten(_) | Layer::Argmax(_) => {}
            }
        }
        Ok(Self { scale: description.input.scale, stages })
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
        let vars = self.products().flat_map(|layer| [layer.weight.clone(), layer.bias.clone()]);
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

    fn products(&self) -> impl Iterator<Item = &Product> {
        self.stages.iter().filter_map(|stage| match stage {
            Stage::Product(product) => Some(product),
            Stage::Max(_) | Stage::Mean(_) => None,
        })
    }

    /// What comes out of the last layer, in real values.
    pub fn forward(&mut self, inputs: &Tensor) -> Result<Tensor> {
        let (mut x, mut scale) = (inputs.clone(), self.scale);
        for stage in &mut self.stages {
            x = match stage {
                Stage::Product(product) => {
                    let y = product.forward(&x)?;
                    scale = product.scale.unwrap_or(scale);
                    y
                }
                Stage::Max(windows) => windows.max(&x)?,
                Stage::Mean(windows) => {
                    // Means are codes too, halves up.
                    let codes = (windows.mean(&x)? / scale)?;
                    (straight_through(&codes, &(&codes + 0.5)?.floor()?)? * scale)?
                }
            };
        }
        Ok(x)
    }

    /// Weights and biases as parameter files name them.
    pub fn tensors(&self) -> Result<HashMap<String, Tensor>> {
        let both = |layer: &Product| {
            [
                (format!("{}.weight", layer.name), layer.weight.as_tensor().clone()),
                (format!("{}.bias", layer.name), layer.bias.as_tensor().clone()),
            ]
        };
        Ok(self.products().flat_map(both).collect())
    }
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
