//! Real weights to codes, output by output.

use crate::design::WeightScale;
use crate::num::{Format, quantize};

/// Codes of one output's weights and the real value of one code.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Quantized {
    pub codes: Vec<i64>,
    pub scale: f64,
}

/// Codes of each output's weights, which have a scale of their own or one in common.
pub(super) fn quantized(rows: &[Vec<f64>], format: Format, scales: WeightScale) -> Vec<Quantized> {
    let greatest = rows.iter().map(|row| greatest(row, format));
    let common = greatest.clone().fold(0.0, f64::max);
    let greatest = greatest.map(|own| match scales {
        WeightScale::PerTensor => common,
        WeightScale::PerChannel => own,
    });
    rows.iter().zip(greatest).map(|(row, greatest)| coded(row, greatest, format)).collect()
}

/// The greatest magnitude that counts: in binary weights the negative ones are zero.
fn greatest(weights: &[f64], format: Format) -> f64 {
    let magnitude = |weight: &f64| if format.is_signed() { weight.abs() } else { *weight };
    weights.iter().map(magnitude).fold(0.0, f64::max)
}

/// Symmetric, with `greatest` at the format's greatest code, so that the most negative code of a
/// signed format stays unused. The scale of an output without weights is 1.
fn coded(weights: &[f64], greatest: f64, format: Format) -> Quantized {
    let scale = if greatest > 0.0 { greatest / format.max() as f64 } else { 1.0 };
    // A greatest weight so small that its scale is no normal number counts as none.
    let scale = if scale.is_normal() { scale } else { 1.0 };
    let codes = weights.iter().map(|weight| quantize(*weight, scale, format)).collect();
    Quantized { codes, scale }
}
