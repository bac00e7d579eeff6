//! The writable contents of a block.

use crate::num::{Format, bits_for_count};

use super::stream::{Beat, StreamType};

/// Rows of codes that loads write, a row each. The input of such a block has the fields `load` and the number of the
/// row, the row's codes, and `x`, in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Store {
    /// Format of a code.
    pub code: Format,
    /// What is to be loaded first, row by row; all rows are equally long.
    pub contents: Vec<Beat>,
    /// Lanes of the field `x`.
    pub inputs: usize,
}

impl Store {
    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.contents.len()
    }

    /// Codes of a row.
    pub fn columns(&self) -> usize {
        self.contents.first().map_or(0, Vec::len)
    }

    /// Format of the number of a row.
    pub fn row(&self) -> Format {
        Format::unsigned(bits_for_count(self.rows()))
    }

    /// Whether a beat has just the fields that loads and `x` fill.
    pub fn fills(&self, beat: &StreamType) -> bool {
        let lanes = beat.fields.iter().map(|field| field.lanes);
        lanes.eq([1, 1, self.columns(), self.inputs])
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
