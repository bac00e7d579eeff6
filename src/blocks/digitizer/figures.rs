//! What a digitizer does to the product-sums that come.

use serde::Serialize;

use super::activity::{Activities, Activity};
use super::calibrate::ProductSums;
use super::conversion::Conversion;
use super::range::{RangeRule, Window};

/// Figures of a digitizer on some product-sums.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Figures {
    /// Product-sums.
    pub conversions: u64,
    /// Share of them beyond what codes can tell.
    pub clip_rate: f64,
    /// `(10 log10(S / E) - 1.76) / 6.02`, S being the variance of product-sums and E the mean square of their
    /// differences from what codes are worth (IEEE Std 1241, for any signal in place of a sine); `None` where
    /// nothing differs, or nothing varies.
    pub effective_bits: Option<f64>,
    /// Comparators strobed for a conversion, in the mean.
    pub comparisons: f64,
    /// Cells of references that change for a conversion, in the mean.
    pub switchings: f64,
}

impl Figures {
    /// Those of a conversion; `None` where there are no product-sums.
    pub fn new(conversion: &Conversion, sums: &ProductSums) -> Option<Self> {
        let cells = sums.counts().len() - 1;
        let all: u64 = sums.counts().iter().sum();
        let mean = |of: &dyn Fn(usize) -> f64| {
            let weighted =
                sums.counts().iter().enumerate().map(|(sum, count)| of(sum) * *count as f64);
            weighted.sum::<f64>() / all as f64
        };
        let activities = Activities::new(conversion, cells);
        let activity = |of: &dyn Fn(Activity) -> u64| mean(&|sum| of(activities.of(sum)) as f64);
        let unit = conversion.range().unit(conversion.bits(), cells);
        let worth =
            |sum: usize| conversion.range().worth(conversion.code(cells, sum)) as f64 * unit;
        let center = mean(&|sum| sum as f64);
        let signal = mean(&|sum| (sum as f64 - center).powi(2));
        let error = mean(&|sum| (worth(sum) - sum as f64).powi(2));
        let bits = (10.0 * (signal / error).log10() - 1.76) / 6.02;
        (all > 0).then(|| Self {
            conversions: all,
            clip_rate: rounded(mean(&|sum| f64::from(u8::from(clips(conversion, cells, sum))))),
            effective_bits: (signal > 0.0 && error > 0.0).then(|| rounded(bits)),
            comparisons: rounded(activity(&|activity| activity.comparisons)),
            switchings: rounded(activity(&|activity| activity.switchings)),
        })
    }
}

/// More digits are noise of the summation.
fn rounded(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

/// Whether a product-sum is beyond what the first and the last code stand for.
fn clips(conversion: &Conversion, cells: usize, sum: usize) -> bool {
    let Some(bits) = conversion.bits() else { return false };
    let (sum, codes) = (sum as u64, 1u64 << bits);
    match conversion.range() {
        RangeRule::Full => (sum << bits) / cells.max(1) as u64 >= codes,
        RangeRule::Clip | RangeRule::Calibrated => sum >= codes,
        RangeRule::Window(Window { low, step }) => {
            sum < low.into() || (sum - u64::from(low)) / u64::from(step.max(1)) >= codes
        }
    }
}
