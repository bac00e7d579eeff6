//! Which product-sums codes stand for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::blocks::SpecError;

/// Where the thresholds `t_1 <= t_2 <= ...` of a search of `n` bits lie on a line of `N` cells, and what a
/// code is worth in return.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("default" = RangeRule::default()))]
pub enum RangeRule {
    /// All of them: `t_k = ceil(k N / 2^n)`. A code is worth `code N / 2^n`; products are in units of
    /// `N / 2^n`.
    #[default]
    Full,
    /// The least: `t_k = k`. A code is worth itself.
    Clip,
    /// Some: `t_k = low + k step`. A code is worth `low + step code`.
    Window(Window),
    /// A window that is set from calibration samples, for all layers on one array: that of least squared
    /// error of products. Only where a design has layers.
    Calibrated,
}

/// A part of the product-sums.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// What code 0 is worth; less than the cells of a line.
    pub low: u32,
    /// From one threshold to the next, at least 1.
    pub step: u32,
}

impl RangeRule {
    /// In words.
    pub fn described(self) -> String {
        match self {
            Self::Full => "all product-sums".into(),
            Self::Clip => "the least product-sums".into(),
            Self::Window(Window { low, step }) => {
                format!("product-sums from {low} in steps of {step}")
            }
            Self::Calibrated => "no samples to calibrate with".into(),
        }
    }

    /// Whether it is [`Self::Full`].
    pub(super) fn is_full(&self) -> bool {
        *self == Self::Full
    }

    /// Code of `bits` bits for a line of `cells` of which `driven` are, in closed form.
    pub(super) fn code(self, bits: u32, cells: usize, driven: usize) -> i64 {
        let driven = driven as i64;
        let reached = match self {
            Self::Full => (driven << bits) / cells.max(1) as i64,
            Self::Clip | Self::Calibrated => driven,
            Self::Window(Window { low, step }) => {
                (driven - i64::from(low)).max(0) / i64::from(step.max(1))
            }
        };
        reached.min((1 << bits) - 1)
    }

    /// What a code is worth, in the units of [`Self::unit`].
    pub fn worth(self, code: i64) -> i64 {
        match self {
            Self::Full | Self::Clip | Self::Calibrated => code,
            Self::Window(Window { low, step }) => i64::from(low) + i64::from(step) * code,
        }
    }

    /// What a unit of worth is, in product-sums, for codes of `bits` bits and lines of `cells`.
    pub fn unit(self, bits: Option<u32>, cells: usize) -> f64 {
        match (self, bits) {
            (Self::Full, Some(bits)) => cells as f64 / f64::from(1u32 << bits),
            _ => 1.0,
        }
    }

    pub(super) fn name(self) -> String {
        match self {
            Self::Full => String::new(),
            Self::Clip => "clip".into(),
            Self::Window(Window { low, step }) => format!("w{low}x{step}"),
            Self::Calibrated => "calibrated".into(),
        }
    }

    pub(super) fn check(self, cells: usize) -> Option<SpecError> {
        match self {
            Self::Window(Window { step: 0, .. }) => {
                let cause = "a window's `step` must be at least 1";
                Some(SpecError::new("range", cause, "all thresholds would be the same"))
            }
            Self::Window(Window { low, step }) if low as usize + step as usize > cells => {
                let cause = format!(
                    "no product-sum of {cells} cells reaches the window's first threshold, {low} + {step}"
                );
                Some(SpecError::new("range", cause, "use a lower `low`, or a smaller `step`"))
            }
            Self::Calibrated => {
                let cause = "a window can only be calibrated where a design has layers and samples";
                let help = "write the window, such as `range: { window: { low: 4, step: 1 } }`";
                Some(SpecError::new("range", cause, help))
            }
            Self::Full | Self::Clip | Self::Window(_) => None,
        }
    }
}
