//! Parameters of the queue.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::blocks::StreamType;

/// Keeps up to `depth` beats.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fifo {
    /// What a beat holds.
    pub beat: StreamType,
    /// Beats it keeps, 1..=65536.
    pub depth: u32,
}
