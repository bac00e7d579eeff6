//! The tile from its definition: every bit of every input against every bit of every weight.

use crate::blocks::{Beat, Golden};
use crate::num::Format;

use super::spec::{Array, CimTile, Digitizer, Storage};

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
        let cells = x.iter().zip(column).enumerate().filter(|(row, _)| rows.contains(row));
        cells.filter(|(_, (x, w))| (**x >> b) & (**w >> a) & 1 == 1).count() as i64
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

/// Tiles of all formats, digitizers and row groups; weights from a fixed linear congruence.
pub(super) fn examples() -> Vec<CimTile> {
    let tile = |rows, outputs, used, weight: Format, input, digitizer, active_rows| {
        let mut state = 12345u64;
        let mut code = || {
            // Knuth's MMIX constants; the upper bits are the good ones.
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            weight.min() + ((state >> 33) % (weight.max() - weight.min() + 1) as u64) as i64
        };
        let weights = (0..outputs).map(|_| (0..used).map(|_| code()).collect()).collect();
        let storage = Storage::Rom;
        let array = Array { rows, columns: outputs, weight, storage, digitizer, active_rows };
        CimTile { array, input, weights }
    };
    let (u, s) = (Format::unsigned, Format::signed);
    let clip = |bits| Digitizer::Clip { bits };
    vec![
        tile(1, 1, 1, u(1), u(1), Digitizer::Exact, None),
        tile(8, 3, 8, u(1), s(4), Digitizer::Exact, None),
        tile(16, 4, 11, s(4), u(4), Digitizer::Exact, None),
        tile(17, 3, 17, s(8), s(8), clip(3), None),
        tile(20, 2, 20, s(2), u(1), clip(2), Some(6)),
        tile(33, 2, 30, s(3), s(2), Digitizer::Exact, Some(8)),
        tile(64, 8, 64, s(4), u(8), clip(5), None),
        tile(70, 2, 70, s(5), u(3), clip(8), Some(70)),
    ]
}
