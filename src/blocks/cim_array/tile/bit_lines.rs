//! Bit lines of a tile and what their digitizers make of them, from the definition.

use crate::blocks::digitizer::{Charges, Codes, Moment};

use super::tile::Tile;

pub(super) struct BitLines {
    codes: Codes,
    /// BitLines in error, by their number; none where nothing is.
    charges: Vec<Charges>,
}

impl BitLines {
    pub fn new(tile: &Tile) -> Self {
        let (array, cells) = (&tile.array, tile.array.active_rows());
        let lines = tile.outputs() * array.lines();
        let charges = array.errors.iter().flat_map(|errors| {
            (0..lines).map(|line| Charges::new(&array.digitizer, errors, line, cells))
        });
        Self { codes: Codes::new(&array.digitizer, cells), charges: charges.collect() }
    }

    /// The code of a line with these cells driven.
    pub fn code(&self, line: usize, driven: impl Iterator<Item = i64>, moment: Moment) -> i64 {
        match self.charges.get(line) {
            Some(charges) => charges.code(driven, moment),
            None => self.codes.of(driven.sum()),
        }
    }
}
