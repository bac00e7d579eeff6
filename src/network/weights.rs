//! Real weights to codes, output by output.

use crate::num::{Format, quantize};

/// Codes of one output's weights and the real value of one code.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Quantized {
    pub codes: Vec<i64>,
    pub scale: f64,
}

/// Symmetric, with the greatest magnitude at the format's greatest code, so that the most negative
/// code of a signed format stays unused. In binary weights the negative ones are zero.
/// The scale of an output without weights is 1.
pub(super) fn quantized(weights: &[f64], format: Format) -> Quantized {
    let greatest = weights
        .iter()
        .map(|weight| if format.is_signed() { weight.abs() } else { *weight })
        .fold(0.0, f64::max);
    let scale = if greatest > 0.0 { greatest / format.max() as f64 } else { 1.0 };
    // A greatest weight so small that its scale is no normal number counts as none.
    let scale = if scale.is_normal() { scale } else { 1.0 };
    let codes = weights.iter().map(|weight| quantize(*weight, scale, format)).collect();
    Quantized { codes, scale }
}
