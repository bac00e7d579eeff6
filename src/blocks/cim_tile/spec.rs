//! Parameters of the tile.

use serde::{Deserialize, Serialize};

use crate::num::Format;

/// The physical array of a tile, as a design's `hardware:` section names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Array {
    /// Cells on one bit line, 1..=4096.
    pub rows: usize,
    /// Logical outputs, 1..=4096; the array stores `columns` x weight bits.
    pub columns: usize,
    /// Weight format: `u1` (binary) or `s2`..=`s8`.
    pub weight: Format,
    /// Where weights live.
    pub storage: Storage,
    /// How a product-sum becomes a code.
    pub digitizer: Digitizer,
    /// Rows driven at once; the others wait for their turn. All rows where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active_rows: Option<usize>,
}

/// Where a tile keeps its weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Storage {
    /// Constants in the netlist.
    Rom,
}

/// How the product-sum of one bit line becomes a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Digitizer {
    /// The code is the product-sum.
    Exact,
    /// The code is `min(product-sum, 2^bits - 1)`.
    Clip {
        /// Code width, 1..=8.
        bits: u32,
    },
}
