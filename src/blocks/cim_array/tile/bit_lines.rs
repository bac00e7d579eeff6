//! Bit lines of a tile and what their digitizers make of them, from the definition.

use std::cell::OnceCell;

use crate::blocks::digitizer::{Charges, CodeActivities, Codes, Conversion, Moment};
use crate::tech::{Event, Events};

use super::tile::Tile;

pub(super) struct BitLines {
    codes: Codes,
    /// BitLines in error, by their number; none where nothing is.
    charges: Vec<Charges>,
    conversion: Conversion,
    cells: usize,
    /// What conversions to each code do; made when somebody asks.
    activities: OnceCell<CodeActivities>,
}

impl BitLines {
    pub fn new(tile: &Tile) -> Self {
        let (array, cells) = (&tile.array, tile.array.active_rows());
        let lines = tile.outputs() * array.lines();
        let charges = array.errors.iter().flat_map(|errors| {
            (0..lines).map(|line| Charges::new(&array.digitizer, errors, line, cells))
        });
        Self {
            codes: Codes::new(&array.digitizer, cells),
            charges: charges.collect(),
            conversion: array.digitizer.clone(),
            cells,
            activities: OnceCell::new(),
        }
    }

    /// The code of a line with these cells driven.
    pub fn code(&self, line: usize, driven: impl Iterator<Item = i64>, moment: Moment) -> i64 {
        match self.charges.get(line) {
            Some(charges) => charges.code(driven, moment),
            None => self.codes.of(driven.sum()),
        }
    }

    /// What a line of so many cells does to come to a code.
    pub fn events(&self, code: i64, cells: usize) -> Events {
        let new = || CodeActivities::new(&self.conversion, self.cells);
        let activity = self.activities.get_or_init(new).of(code);
        activity.events(&self.conversion, 1).with(Event::CellPlanes, cells as u64)
    }
}
