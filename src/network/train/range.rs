//! Activations as codes of a range that follows what is seen.

use candle_core::{Result, Tensor};

use crate::num::Format;

/// Weight of the past in the running range of activations.
const MEMORY: f64 = 0.98;

/// The codes that a layer gives.
pub(super) struct Range {
    output: Format,
    /// Running value of one code.
    scale: Option<f64>,
}

impl Range {
    pub fn new(output: Format) -> Self {
        Self { output, scale: None }
    }

    /// Real value of one code, once some were seen.
    pub fn scale(&self) -> Option<f64> {
        self.scale
    }

    /// The values as the codes nearest to them.
    pub fn codes(&mut self, y: &Tensor) -> Result<Tensor> {
        let mut values: Vec<f32> = y.abs()?.flatten_all()?.to_vec1()?;
        let rank = (values.len() - 1) * 999 / 1000;
        let covered = f64::from(*values.select_nth_unstable_by(rank, f32::total_cmp).1);
        let seen = (covered / self.output.max() as f64).max(1e-6);
        let scale = self.scale.map_or(seen, |scale| MEMORY * scale + (1.0 - MEMORY) * seen);
        self.scale = Some(scale);
        let (least, most) = (self.output.min() as f32, self.output.max() as f32);
        let within = (y / scale)?.clamp(least, most)?;
        straight_through(&within, &within.round()?)? * scale
    }
}

/// `quantized` forward, the gradient of `real` backward.
pub(super) fn straight_through(real: &Tensor, quantized: &Tensor) -> Result<Tensor> {
    real + (quantized - real)?.detach()
}
