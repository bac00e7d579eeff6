//! Ranges of results, from what calibration samples give.

use crate::num::Format;

/// Share of results that a format's range covers; the rest saturates. 99.9 % is usual for
/// activations of few bits (H. Wu et al., *Integer Quantization for Deep Learning Inference*,
/// arXiv:2004.09602, section 6). Only results that the format can hold and that are not zero count: an activation
/// that is seldom active has the range of what it is then.
const COVERED: f64 = 0.999;

/// A range that rests on fewer samples than these says little of others.
pub(super) const HANDFUL: usize = 5;

/// The range of a layer's results.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct ActivationRange {
    /// Real value of one code; `None` where no sample gives a result that counts.
    pub scale: Option<f64>,
    /// Samples that gave some.
    pub samples: usize,
}

impl ActivationRange {
    /// What makes `output` cover the results of samples, each a list of real values.
    pub fn of(samples: impl Iterator<Item = Vec<f64>>, (output, relu): (Format, bool)) -> Self {
        let negative = output.is_signed() && !relu;
        let survives = |value: f64| (value > 0.0 || negative && value < 0.0).then_some(value.abs());
        let (mut values, mut resting) = (vec![], 0);
        for sample in samples {
            let before = values.len();
            values.extend(sample.into_iter().filter_map(survives));
            resting += usize::from(values.len() > before);
        }
        let scale = covered(&mut values).map(|covered| covered / output.max().max(1) as f64);
        Self { scale: scale.filter(|scale| scale.is_normal()), samples: resting }
    }
}

/// The magnitude that the share [`COVERED`] of all does not exceed, by nearest rank.
fn covered(values: &mut [f64]) -> Option<f64> {
    let rank = (COVERED * values.len() as f64).ceil() as usize;
    let place = rank.checked_sub(1)?;
    Some(*values.select_nth_unstable_by(place, f64::total_cmp).1)
}
