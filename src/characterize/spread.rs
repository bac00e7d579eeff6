//! How a figure spreads.

use serde::Serialize;

use super::extremes::Extremes;

/// Where a figure lies in most of many cases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Spread {
    /// One case of twenty is below.
    pub low: f64,
    /// Half of the cases are.
    pub median: f64,
    /// One case of twenty is above.
    pub high: f64,
}

impl Spread {
    /// `None` of no cases.
    pub fn of(cases: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut cases: Vec<f64> = cases.into_iter().collect();
        cases.sort_by(f64::total_cmp);
        let last = cases.len().checked_sub(1)?;
        let at = |share: f64| cases[(share * last as f64).round() as usize];
        Some(Self { low: at(0.05), median: at(0.5), high: at(0.95) })
    }
}

/// How the figures of curves spread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Spreads {
    /// Greatest integral nonlinearity of either sign, in steps.
    pub inl: Spread,
    /// Greatest differential nonlinearity of either sign, in steps.
    pub dnl: Spread,
    /// Codes that are missing.
    pub missing: Spread,
    /// Effective bits, of the curves that have any.
    pub effective_bits: Option<Spread>,
    /// Share of product-sums whose code is not that of a line without errors.
    pub wrong_sums: Spread,
}

impl Spreads {
    /// Of at least one curve.
    pub(super) fn of(curves: &[Extremes]) -> Self {
        let spread = |figure: fn(&Extremes) -> f64| {
            Spread::of(curves.iter().map(figure)).unwrap_or_default()
        };
        Self {
            inl: spread(|curve| curve.inl),
            dnl: spread(|curve| curve.dnl),
            missing: spread(|curve| curve.missing as f64),
            wrong_sums: spread(|curve| curve.wrong_sums),
            effective_bits: Spread::of(curves.iter().filter_map(|curve| curve.effective_bits)),
        }
    }
}
