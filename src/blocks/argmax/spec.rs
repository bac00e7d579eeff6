//! Parameters of argmax.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::num::{Format, bits_for_count};

/// Finds the greatest lane.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Argmax {
    /// Lanes of a beat.
    pub lanes: usize,
    /// Format of the lanes.
    pub input: Format,
}

impl Argmax {
    /// The format of an index.
    pub fn output(&self) -> Format {
        Format::unsigned(bits_for_count(self.lanes))
    }
}
