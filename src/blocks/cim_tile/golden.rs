//! The tile from its definition: every bit of every input against every bit of every weight.

use crate::blocks::digitizer::Codes;
use crate::blocks::{Beat, Golden};
use crate::num::Format;

use super::spec::CimTile;

pub(super) struct Tile {
    tile: CimTile,
    codes: Codes,
}

impl Tile {
    pub fn new(tile: CimTile) -> Self {
        let codes = Codes::new(&tile.array.digitizer, tile.array.active_rows());
        Self { tile, codes }
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

    /// Cycles of a product where digitizers walk a tree in which codes have these depths: in every step until
    /// the slowest of its lines is done. Lines without a cell have no digitizer; where weight planes are serial a column
    /// has one for all its lines.
    pub fn cycles(&self, depths: &[u32], x: &[i64]) -> usize {
        let array = &self.tile.array;
        let serial = array.weight_steps() > 1;
        let steps: Vec<Vec<u32>> = match serial {
            true => (0..array.weight.bits()).map(|bit| vec![bit]).collect(),
            false => vec![(0..array.weight.bits()).collect()],
        };
        let mut cycles = 0;
        for rows in array.groups() {
            for b in 0..self.tile.input.bits() {
                for bits in &steps {
                    let lines = self.tile.weights.iter().flat_map(|column| {
                        let digitized = |bit: &&u32| {
                            let cell = |code: &i64| serial && *code != 0 || code >> **bit & 1 == 1;
                            column.iter().any(cell)
                        };
                        let sum = |bit: &u32| self.product_sum(x, column, &rows, *bit, b);
                        bits.iter().filter(digitized).map(sum).collect::<Vec<i64>>()
                    });
                    let codes = lines.map(|sum| self.codes.of(sum));
                    cycles += array.digitizer.lockstep(depths, codes);
                }
            }
        }
        cycles as usize
    }

    fn product(&self, x: &[i64], column: &[i64]) -> i64 {
        let mut y = 0;
        for rows in self.tile.array.groups() {
            for b in 0..self.tile.input.bits() {
                for a in 0..self.tile.array.weight.bits() {
                    let sign = sigma(self.tile.input, b) * sigma(self.tile.array.weight, a);
                    let code = self.codes.of(self.product_sum(x, column, &rows, a, b));
                    y += sign * (1 << (a + b)) * self.tile.array.digitizer.range().worth(code);
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
