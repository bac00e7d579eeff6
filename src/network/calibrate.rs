//! Ranges of activations, and the constants that bring sums to them.

use crate::num::Format;

use super::model::Requantization;

/// Share of activations that a format's range covers; the rest saturates. 99.9 % is usual for
/// activations of few bits (H. Wu et al., *Integer Quantization for Deep Learning Inference*,
/// arXiv:2004.09602, section 6).
const COVERED: f64 = 0.999;

/// Bits of the greatest multiplier.
const MULTIPLIER_BITS: u32 = 16;

/// Most bits shifted out.
const MAX_SHIFT: u32 = 47;

/// Shift where lanes are brought to a common scale and nothing is narrowed.
const COMMON_SHIFT: u32 = 15;

/// Real value of one code of `format` that makes it cover `values`.
pub(super) fn output_scale(values: &mut [f64], format: Format) -> f64 {
    values.iter_mut().for_each(|value| *value = value.abs());
    values.sort_by(f64::total_cmp);
    let rank = (COVERED * values.len() as f64).ceil() as usize;
    let covered = values.get(rank.saturating_sub(1)).copied().unwrap_or(0.0);
    let scale = covered / format.max().max(1) as f64;
    if scale.is_normal() { scale } else { 1.0 }
}

/// Constants that bring sums worth `sums` a unit, output by output, to codes worth `output_scale`: the
/// greatest shift at which every multiplier keeps to its bits.
pub(super) fn narrowing(sums: &[f64], output_scale: f64, output: Format) -> Requantization {
    let greatest = sums.iter().copied().fold(0.0, f64::max) / output_scale;
    let limit = (1i64 << MULTIPLIER_BITS) - 1;
    let at = |factor: f64, shift: u32| (factor * (1u64 << shift) as f64).round();
    let shift = (0..=MAX_SHIFT).rev().find(|shift| at(greatest, *shift) <= limit as f64);
    let shift = shift.unwrap_or(0);
    let multiplier = |sum: &f64| (at(sum / output_scale, shift) as i64).min(limit);
    Requantization { multipliers: sums.iter().map(multiplier).collect(), shift, output }
}

/// Constants that bring sums to the scale of the coarsest output; gives that scale too.
pub(super) fn common(sums: &[f64], output: Format) -> (Requantization, f64) {
    let coarsest = sums.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
    let unit = (1u64 << COMMON_SHIFT) as f64;
    let multipliers = sums.iter().map(|sum| (sum / coarsest * unit).round() as i64).collect();
    (Requantization { multipliers, shift: COMMON_SHIFT, output }, coarsest)
}
