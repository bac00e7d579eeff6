//! Activations as codes of a range that follows what is seen.

use candle_core::{Result, Tensor};

use crate::network::ranges::ActivationRange;
use crate::num::Format;

/// Weight of the past in the running range of activations.
const MEMORY: f64 = 0.98;

/// Least real value of one code.
const LEAST: f64 = 1e-6;

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
        let values: Vec<f32> = y.flatten_all()?.to_vec1()?;
        let values = values.into_iter().map(f64::from).collect();
        let seen = ActivationRange::of(std::iter::once(values), (self.output, false)).scale;
        let scale = match (self.scale, seen.map(|seen| seen.max(LEAST))) {
            (Some(scale), Some(seen)) => MEMORY * scale + (1.0 - MEMORY) * seen,
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => 1.0,
        };
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
