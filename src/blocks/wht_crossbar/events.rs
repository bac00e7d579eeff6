//! What a transform does, told from the planes that its rows take.

use crate::blocks::digitizer::Activity;
use crate::tech::{Event, Events};

use super::digitizer::RowDigitizer;
use super::spec::WhtCrossbar;

impl WhtCrossbar {
    /// Of a transform whose rows take so many planes, and whose conversions did this.
    pub(super) fn events(&self, planes: &[u32], activity: Activity) -> Events {
        let (points, output) = (self.crossbar.points as u64, u64::from(self.output().bits()));
        let row_planes: u64 = planes.iter().map(|planes| u64::from(*planes)).sum();
        let rows = planes.len() as u64;
        let cells = row_planes * points;
        let events = match self.crossbar.digitizer.conversion() {
            Some(conversion) => {
                activity.events(&conversion, row_planes).with(Event::CellPlanes, cells)
            }
            None if self.crossbar.digitizer == RowDigitizer::Comparator => Events::default()
                .with(Event::SignCellPlanes, cells)
                .with(Event::Comparisons, row_planes),
            None => Events::default()
                .with(Event::CellPlanes, cells)
                .with(Event::Conversions, row_planes),
        };
        // Each plane is added to its row's sum, and a threshold taken off; inputs are held while planes are driven.
        let thresholds = if self.is_soft() { rows } else { 0 };
        let held = points * u64::from(self.input().bits());
        events
            .with(Event::RowPlanes, row_planes)
            .with(Event::BitsAdded, (row_planes + thresholds) * output)
            .with(Event::RegisterBits, rows * output + held)
    }

    /// Of a threshold that is written.
    pub(super) fn load_events(&self) -> Events {
        Events::default().with(Event::RegisterBits, self.threshold().bits().into())
    }
}
