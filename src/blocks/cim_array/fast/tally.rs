//! What lines do for a product: counts of whole lines, looked up.

use crate::blocks::cim_array::tile::Tile;
use crate::blocks::digitizer::{Activities, Activity, Conversion};
use crate::tech::{Event, Events};

use super::counted::Counted;

/// A tile prepared for being asked what its lines do.
pub(super) struct Tally {
    /// Counts of lines, and what conversions of these do; `None` where that depends on no count.
    counted: Option<(Counted, Activities)>,
}

impl Tally {
    pub fn new(tile: &Tile) -> Self {
        let conversion = &tile.array.digitizer;
        let searches = *conversion != Conversion::Exact;
        let counted = || {
            let activities = Activities::new(conversion, tile.array.active_rows());
            (Counted::new(tile), activities)
        };
        Self { counted: searches.then(counted) }
    }

    /// What is done for the product with `x`.
    pub fn events(&mut self, tile: &Tile, x: &[i64]) -> Events {
        let array = &tile.array;
        let planes = u64::from(tile.input.bits()) * u64::from(array.weight.bits());
        let lines = tile.outputs() as u64 * planes;
        let conversions = lines * array.row_groups().len() as u64;
        let mut all = Activity::default();
        if let Some((counted, activities)) = &mut self.counted {
            counted.each_count(x, |count| {
                all += activities.of(count as usize);
            });
        }
        all.events(&array.digitizer, conversions).with(Event::CellPlanes, lines * array.rows as u64)
            + tile.accumulation(conversions)
    }
}
