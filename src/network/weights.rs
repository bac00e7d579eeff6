//! Real weights to codes, output by output.

use crate::design::WeightScale;
use crate::num::{Format, quantize};

/// Real value of one weight code of each output: a scale of its own, or one in common. 0 for an output without
/// weights, whose codes are all 0; a greatest weight so small that its scale is no normal number counts as none.
pub(super) fn scales(rows: &[Vec<f64>], format: Format, rule: WeightScale) -> Vec<f64> {
    let greatest = rows.iter().map(|row| greatest(row, format));
    let common = greatest.clone().fold(0.0, f64::max);
    let scale = |(row, own): (&Vec<f64>, f64)| {
        let is_dead = row.iter().all(|weight| *weight == 0.0);
        let greatest = match rule {
            WeightScale::PerTensor if !is_dead => common,
            _ => own,
        };
        // Symmetric, with the greatest at the format's greatest code, so that the most negative code of a signed
        // format stays unused.
        let scale = greatest / format.max() as f64;
        if scale.is_normal() { scale } else { 0.0 }
    };
    rows.iter().zip(greatest).map(scale).collect()
}

/// The codes nearest to an output's weights.
pub(super) fn codes(weights: &[f64], scale: f64, format: Format) -> Vec<i64> {
    match scale == 0.0 {
        true => vec![0; weights.len()],
        false => weights.iter().map(|weight| quantize(*weight, scale, format)).collect(),
    }
}

/// The greatest magnitude that counts: in binary weights the negative ones are zero.
fn greatest(weights: &[f64], format: Format) -> f64 {
    let magnitude = |weight: &f64| if format.is_signed() { weight.abs() } else { *weight };
    weights.iter().map(magnitude).fold(0.0, f64::max)
}
