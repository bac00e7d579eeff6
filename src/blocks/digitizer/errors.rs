//! Errors that do not change: of cells' capacitances and of comparators.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::blocks::SpecError;
use crate::num::normal;

/// One sample of the errors of an array and of those that make its references. Nothing is in error where
/// absent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Errors {
    /// Which sample.
    pub seed: u32,
    /// Number of the array. Reference `r` of a line is the line of its column in array `instance + 1 + r`.
    #[serde(default)]
    pub instance: u32,
    /// Standard deviation of a cell's capacitance, in thousandths of what it should be; 0..=250.
    #[serde(default)]
    pub cell_sigma: u32,
    /// Standard deviation of a comparator's offset, in thousandths of a cell's charge; 0..=8000.
    #[serde(default)]
    pub offset_sigma: u32,
}

/// What a key is drawn for.
const CELL: u32 = 1;
const OFFSET: u32 = 2;

impl Errors {
    /// Capacitance of a cell without error.
    pub const NOMINAL: u64 = 1000;

    /// Capacitances of the cells of a line, in thousandths of what they should be.
    pub(super) fn cells(&self, instance: u32, column: usize, cells: usize) -> Vec<u64> {
        let cell = |cell: usize| {
            let key = [self.seed, CELL, instance, column as u32, cell as u32];
            (Self::NOMINAL as i64 + normal(&key, self.cell_sigma)).max(1).unsigned_abs()
        };
        (0..cells).map(cell).collect()
    }

    /// Those of the line that is digitized.
    pub(super) fn own(&self, column: usize, cells: usize) -> Vec<u64> {
        self.cells(self.instance, column, cells)
    }

    /// Those of the line that makes reference `reference`.
    pub(super) fn reference(&self, reference: usize, column: usize, cells: usize) -> Vec<u64> {
        let instance = self.instance.wrapping_add(1).wrapping_add(reference as u32);
        self.cells(instance, column, cells)
    }

    /// What the comparator with a reference adds to it, in thousandths of a cell's charge.
    pub(super) fn offset(&self, reference: usize, column: usize) -> i64 {
        let key = [self.seed, OFFSET, self.instance, column as u32, reference as u32];
        normal(&key, self.offset_sigma)
    }

    pub(super) fn check(&self) -> Option<SpecError> {
        let cells = SpecError::unless_within("cell_sigma", self.cell_sigma as usize, 0, 250);
        cells.or_else(|| {
            SpecError::unless_within("offset_sigma", self.offset_sigma as usize, 0, 8000)
        })
    }
}
