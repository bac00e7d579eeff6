//! Samples in random order, some of them moved by a pixel.

use candle_core::{Result, Tensor};

use crate::image::Shape;

use super::{DEVICE, Labelled, Recipe};

/// Draws batches of one training run.
pub(super) struct Batches<'a> {
    pub data: &'a Labelled,
    /// Sides, where samples are images.
    pub image: Option<Shape>,
    /// Real value of one code.
    pub scale: f64,
    pub recipe: Recipe,
    pub rng: fastrand::Rng,
}

impl Batches<'_> {
    /// One pass over the samples: inputs and the probabilities that labels stand for.
    pub fn epoch(&mut self) -> Result<Vec<(Tensor, Tensor)>> {
        let mut order: Vec<usize> = (0..self.data.labels.len()).collect();
        self.rng.shuffle(&mut order);
        order.chunks(self.recipe.batch.max(1)).map(|chosen| self.batch(chosen)).collect()
    }

    fn batch(&mut self, chosen: &[usize]) -> Result<(Tensor, Tensor)> {
        let classes = self.data.classes;
        let even = self.recipe.smoothing / classes as f64;
        let (mut inputs, mut targets) = (vec![], vec![]);
        for at in chosen {
            let sample = self.moved(&self.data.samples.codes[*at].clone());
            inputs.extend(sample.iter().map(|code| (*code as f64 * self.scale) as f32));
            let label = self.data.labels[*at] as usize;
            let share =
                |class| if class == label { 1.0 - self.recipe.smoothing + even } else { even };
            targets.extend((0..classes).map(|class| share(class) as f32));
        }
        let lanes = inputs.len() / chosen.len();
        Ok((
            Tensor::from_vec(inputs, (chosen.len(), lanes), &DEVICE)?,
            Tensor::from_vec(targets, (chosen.len(), classes), &DEVICE)?,
        ))
    }

    fn moved(&mut self, sample: &[i64]) -> Vec<i64> {
        let Some(Shape { height, width, channels }) = self.image else { return sample.to_vec() };
        if self.rng.f64() >= self.recipe.shifts {
            return sample.to_vec();
        }
        let (down, right) = (self.rng.isize(-1..=1), self.rng.isize(-1..=1));
        let code = |at: usize| {
            let (pixel, channel) = (at / channels, at % channels);
            let row = (pixel / width).checked_add_signed(-down).filter(|row| *row < height)?;
            let column =
                (pixel % width).checked_add_signed(-right).filter(|column| *column < width)?;
            Some(sample[(row * width + column) * channels + channel])
        };
        (0..sample.len()).map(|at| code(at).unwrap_or(0)).collect()
    }
}
