//! Parameters of the block.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::conversion::Conversion;
use super::errors::Errors;

/// Digitizers of some lines of an array.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Digitizer {
    /// Cells on one line, 1..=4096.
    pub cells: usize,
    /// Lines; all begin and end together.
    pub columns: usize,
    /// How a product-sum becomes a code.
    pub conversion: Conversion,
    /// Errors of cells and comparators. Only where the form is structural.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub errors: Option<Errors>,
}

impl Digitizer {
    /// Digitizers without errors.
    pub fn new(cells: usize, columns: usize, conversion: Conversion) -> Self {
        Self { cells, columns, conversion, errors: None }
    }

    /// Most cells on a line.
    pub(super) const MAX_CELLS: usize = 4096;
}
