//! Parameters of the rectifier.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::num::{Format, covering};

/// Clears negative lanes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Relu {
    /// Lanes of a beat.
    pub lanes: usize,
    /// Format of the lanes that come in.
    pub input: Format,
}

impl Relu {
    /// The format that holds every result.
    pub fn output(&self) -> Format {
        match self.input.is_integer() {
            // The greatest code of a format fits a format.
            true => covering(0, self.input.max()).unwrap_or(self.input),
            false => self.input,
        }
    }
}
