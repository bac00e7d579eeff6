//! The writable contents of a block.

use crate::num::{Format, bits_for_count};

use super::stream::{Beat, StreamType};

/// Rows of codes that loads write, a row each. The input of such a block has the fields [`Self::LOAD`],
/// [`Self::ROW`], those of the row, and [`Self::DATA`], in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Store {
    /// What a row holds; its fields may be of several formats.
    pub holds: StreamType,
    /// What is to be loaded first, row by row; all rows are equally long.
    pub contents: Vec<Beat>,
    /// Lanes of the field [`Self::DATA`].
    pub inputs: usize,
}

impl Store {
    /// Field that tells whether a beat is a load.
    pub const LOAD: &str = "load";

    /// Field of the number of the row that a load writes.
    pub const ROW: &str = "row";

    /// Field of what the block computes with; the only one that comes from other nodes, for loads come from the
    /// design's input.
    pub const DATA: &str = "x";

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.contents.len()
    }

    /// Codes of a row.
    pub fn columns(&self) -> usize {
        self.holds.lanes()
    }

    /// Format of the number of a row.
    pub fn row(&self) -> Format {
        Format::unsigned(bits_for_count(self.rows()))
    }

    /// Whether a beat has just those fields.
    pub fn fills(&self, beat: &StreamType) -> bool {
        let before = beat.fields.iter().take(2).map(|field| field.lanes);
        let after = beat.fields.iter().skip(2 + self.holds.fields.len()).map(|field| field.lanes);
        let row = beat.fields.iter().skip(2).zip(&self.holds.fields);
        before.eq([1, 1]) && after.eq([self.inputs]) && row.clone().all(|(own, held)| own == held)
    }

    /// Firings that load what is to be loaded first.
    pub fn preamble(&self) -> Vec<Vec<Beat>> {
        let rows = self.contents.iter().enumerate();
        rows.map(|(row, codes)| vec![self.load(row, codes)]).collect()
    }

    /// A beat that writes a row; codes that lack are zero.
    pub fn load(&self, row: usize, codes: &[i64]) -> Beat {
        let mut beat = vec![1, row as i64];
        beat.extend(codes.iter().copied().chain(std::iter::repeat(0)).take(self.columns()));
        beat.resize(beat.len() + self.inputs, 0);
        beat
    }
}
