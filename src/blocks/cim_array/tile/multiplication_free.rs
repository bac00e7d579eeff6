//! The multiplication-free operator from its definition: signs of inputs against magnitudes of weights, and
//! signs of weights against magnitudes of inputs.

use crate::blocks::Beat;
use crate::blocks::cim_array::operator::{Step, Term};
use crate::blocks::digitizer::Moment;

use crate::tech::Events;

use super::bit_lines::BitLines;
use super::multiply::{Multiply, Walk};
use super::tile::Tile;

pub(super) struct Free {
    tile: Tile,
    /// Of each column that of what counts for it, and that of what counts against it.
    lines: BitLines,
}

impl Free {
    pub fn new(tile: Tile) -> Self {
        Self { lines: BitLines::new(&tile), tile }
    }

    /// The sums of magnitudes' bits in a step: what counts for a column (0), or against it (1).
    fn driven(
        &self,
        x: &[i64],
        column: usize,
        (group, step): (usize, Step),
        sign: i64,
    ) -> Vec<i64> {
        let active = self.tile.array.active_rows();
        let rows = (group * active).min(x.len())..((group + 1) * active).min(x.len());
        let cell = |row: usize| {
            let weight = self.tile.weights[column].get(row).copied().unwrap_or(0);
            let (of, magnitude) = match step.term {
                Term::Inputs => (weight, x[row]),
                Term::Weights => (x[row], weight),
            };
            i64::from(of.signum() == sign) * (magnitude.abs() >> step.bit & 1)
        };
        rows.map(cell).collect()
    }

    /// The codes of both lines of a column.
    fn codes(&self, sample: u32, x: &[i64], column: usize, at: (usize, Step)) -> [i64; 2] {
        let moment = Moment { sample, plane: at.0 as u32 * 256 + at.1.number() };
        [0, 1].map(|against| {
            let driven = self.driven(x, column, at, 1 - 2 * against);
            self.lines.code(2 * column + against as usize, driven.into_iter(), moment)
        })
    }

    fn conversions(&self) -> Vec<(usize, Step)> {
        let steps = self.tile.array.steps(self.tile.input);
        let groups = 0..self.tile.array.row_groups().len();
        groups.flat_map(|group| steps.iter().map(move |step| (group, *step))).collect()
    }

    fn product(&self, sample: u32, x: &[i64], column: usize) -> i64 {
        let range = self.tile.array.digitizer.range();
        let of = |at: (usize, Step)| {
            let [plus, minus] = self.codes(sample, x, column, at);
            (range.worth(plus) - range.worth(minus)) << at.1.bit
        };
        self.conversions().into_iter().map(of).sum()
    }
}

impl Multiply for Free {
    fn multiply(&mut self, sample: u32, x: &[i64]) -> Beat {
        (0..self.tile.outputs()).map(|column| self.product(sample, x, column)).collect()
    }

    fn events(&mut self, sample: u32, x: &[i64]) -> Events {
        let (groups, mut events, mut count) = (self.tile.array.row_groups(), Events::default(), 0);
        for column in 0..self.tile.outputs() {
            for at in self.conversions() {
                for code in self.codes(sample, x, column, at) {
                    events += self.lines.events(code, groups[at.0].len());
                    count += 1;
                }
            }
        }
        events + self.tile.accumulation(count)
    }
}

impl Walk for Free {
    fn cycles(&self, depths: &[u32], sample: u32, x: &[i64]) -> u32 {
        let columns = || 0..self.tile.outputs();
        let of = |at: (usize, Step)| {
            let codes = columns().flat_map(|column| self.codes(sample, x, column, at));
            self.tile.array.digitizer.lockstep(depths, codes)
        };
        self.conversions().into_iter().map(of).sum()
    }
}
