//! The figures of a curve.

use serde::Serialize;

use crate::blocks::digitizer::Transfer;

/// The figures of one curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Extremes {
    /// Greatest integral nonlinearity of either sign, in steps.
    pub inl: f64,
    /// Greatest differential nonlinearity of either sign, in steps.
    pub dnl: f64,
    /// Codes that are missing.
    pub missing: usize,
    /// Effective bits; `None` where the curve has not two transitions.
    pub effective_bits: Option<f64>,
    /// Share of product-sums whose code is not that of a line without errors.
    pub wrong_sums: f64,
}

impl Extremes {
    /// Those of a curve.
    pub fn of(curve: &Transfer) -> Self {
        Self {
            inl: Transfer::worst(&curve.inl),
            dnl: Transfer::worst(&curve.dnl),
            missing: curve.missing.len(),
            effective_bits: curve.effective_bits,
            wrong_sums: curve.wrong_sums,
        }
    }
}
