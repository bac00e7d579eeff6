//! The tile from its definition: every bit of every input against every bit of every weight.

use crate::blocks::{Beat, Golden};
use crate::num::Format;

use crate::blocks::cim_array::Digitizer;

use super::spec::CimTile;

pub(super) struct Tile {
    tile: CimTile,
}

impl Tile {
    pub fn new(tile: CimTile) -> Self {
        Self { tile }
    }

    /// Ones of one bit line: input bit `b` and weight bit `a` both set, within `rows`.
    fn product_sum(
        &self,
        x: &[i64],
        column: &[i64],
        rows: &std::ops::Range<usize>,
        a: u32,
        b: u32,
    ) -> i64 {
        let within = |codes: &[i64]| rows.start.min(codes.len())..rows.end.min(codes.len());
        let cells = x[within(x)].iter().zip(&column[within(column)]);
        cells.map(|(x, w)| (x >> b) & (w >> a) & 1).sum()
    }

    fn digitize(&self, product_sum: i64) -> i64 {
        match self.tile.array.digitizer {
            Digitizer::Exact => product_sum,
            Digitizer::Clip { bits } => product_sum.min((1 << bits) - 1),
        }
    }

    fn product(&self, x: &[i64], column: &[i64]) -> i64 {
        let mut y = 0;
        for rows in self.tile.array.groups() {
            for b in 0..self.tile.input.bits() {
                for a in 0..self.tile.array.weight.bits() {
                    let sign = sigma(self.tile.input, b) * sigma(self.tile.array.weight, a);
                    let code = self.digitize(self.product_sum(x, column, &rows, a, b));
                    y += sign * (1 << (a + b)) * code;
                }
            }
        }
        y
    }
}

/// -1 for the sign bit of a two's complement format, else +1.
fn sigma(format: Format, bit: u32) -> i64 {
    if format.is_signed() && bit == format.bits() - 1 { -1 } else { 1 }
}

impl Golden for Tile {
    fn fire(&mut self, inputs: &[Beat]) -> Vec<Beat> {
        vec![self.tile.weights.iter().map(|column| self.product(&inputs[0], column)).collect()]
    }
}
