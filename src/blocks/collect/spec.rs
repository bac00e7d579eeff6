//! Parameters of the collector.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::num::Format;

/// Puts beats side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Collect {
    /// Beats that make one, 1..=65536.
    pub beats: usize,
    /// Lanes of each.
    pub lanes: usize,
    /// Format of the lanes.
    pub format: Format,
}
