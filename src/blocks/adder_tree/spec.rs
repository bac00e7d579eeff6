//! Parameters of the adder tree.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::num::{Format, covering};

/// Adds one beat of every stream and a constant, lane by lane.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdderTree {
    /// Lanes of every stream.
    pub lanes: usize,
    /// Format of each input stream.
    pub inputs: Vec<Format>,
    /// A constant for each lane, or nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bias: Vec<i64>,
}

impl AdderTree {
    /// Least and greatest sum.
    fn range(&self) -> Option<(i64, i64)> {
        let biases = || self.bias.iter().copied();
        let mut low = biases().min().unwrap_or(0);
        let mut high = biases().max().unwrap_or(0);
        for format in &self.inputs {
            low = low.checked_add(format.min())?;
            high = high.checked_add(format.max())?;
        }
        Some((low, high))
    }

    /// The same, unless no format holds every sum.
    pub(super) fn fitting_output(&self) -> Option<Format> {
        self.range().and_then(|(low, high)| covering(low, high))
    }

    /// The narrowest format that holds every sum.
    pub fn output(&self) -> Format {
        // `check` refuses what fits no format.
        self.fitting_output().unwrap_or(Format::signed(Format::MAX_BITS))
    }
}
