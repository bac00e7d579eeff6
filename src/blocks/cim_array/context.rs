//! One matrix on an array.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::num::Format;

/// One matrix on an array.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Context {
    /// Format of the inputs: `u1`..=`u8` or `s2`..=`s8`.
    pub input: Format,
    /// Weight codes, one list of up to `rows` codes for each of up to `columns` outputs, all of one
    /// length. Cells beyond them hold zero. In RAM: what is to be loaded first.
    #[serde(default)]
    pub weights: Vec<Vec<i64>>,
}

impl Context {
    /// Outputs and inputs in use.
    pub(super) fn sides(&self) -> (usize, usize) {
        (self.weights.len(), self.weights.first().map_or(0, Vec::len))
    }

    /// The weights of a row, by output; zero beyond those there are.
    pub(super) fn row(&self, row: usize) -> Vec<i64> {
        self.weights.iter().map(|column| column.get(row).copied().unwrap_or(0)).collect()
    }
}
