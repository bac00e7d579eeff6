//! A product from its definition: every bit of every input against every bit of every weight.

use crate::blocks::Beat;
use crate::blocks::cim_array::array::WeightPlanes;
use crate::blocks::digitizer::Moment;
use crate::num::Format;
use crate::tech::Events;

use super::bit_lines::BitLines;
use super::digitized_lines::DigitizedLines;
use super::multiply::{Multiply, Walk};
use super::tile::Tile;

pub(super) struct Product {
    tile: Tile,
    lines: BitLines,
    digitized: DigitizedLines,
}

/// One conversion of a line: of an input bit `b`, a weight bit `a` and a group of rows.
#[derive(Clone, Copy)]
struct Conversion {
    group: usize,
    a: u32,
    b: u32,
}

impl Product {
    /// `digitized` tells which lines have digitizers.
    pub fn new(tile: Tile, digitized: DigitizedLines) -> Self {
        Self { lines: BitLines::new(&tile), tile, digitized }
    }

    /// The code of a column's line.
    fn code(&self, sample: u32, x: &[i64], column: usize, conversion: Conversion) -> i64 {
        let (array, weights) = (&self.tile.array, &self.tile.weights[column]);
        let Conversion { group, a, b } = conversion;
        let serial = array.weight_planes == WeightPlanes::Serial;
        let plane = group as u32 * 256 + b * 16 + if serial { a } else { 0 };
        let driven = self.driven(x, weights, conversion);
        self.lines.code(array.line(column, a), driven, Moment { sample, plane })
    }

    /// The cells of one bit line, and whether they are driven: input bit `b` and weight bit `a` both set.
    fn driven<'a>(
        &self,
        x: &'a [i64],
        weights: &'a [i64],
        Conversion { group, a, b }: Conversion,
    ) -> impl Iterator<Item = i64> + use<'a> {
        let active = self.tile.array.active_rows();
        let rows = |codes: &'a [i64]| {
            let end = ((group + 1) * active).min(codes.len());
            &codes[(group * active).min(end)..end]
        };
        rows(x).iter().zip(rows(weights)).map(move |(x, w)| (x >> b) & (w >> a) & 1)
    }

    fn conversions(&self, steps: &[Vec<u32>]) -> Vec<Vec<Conversion>> {
        let groups = 0..self.tile.array.row_groups().len();
        let planes = groups.flat_map(|group| (0..self.tile.input.bits()).map(move |b| (group, b)));
        let together = planes.flat_map(|(group, b)| {
            steps
                .iter()
                .map(move |bits| bits.iter().map(|a| Conversion { group, a: *a, b }).collect())
        });
        together.collect()
    }

    fn product(&self, sample: u32, x: &[i64], column: usize) -> i64 {
        let mut y = 0;
        for group in 0..self.tile.array.row_groups().len() {
            for b in 0..self.tile.input.bits() {
                for a in 0..self.tile.array.weight.bits() {
                    let sign = sigma(self.tile.input, b) * sigma(self.tile.array.weight, a);
                    let code = self.code(sample, x, column, Conversion { group, a, b });
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

impl Multiply for Product {
    fn multiply(&mut self, sample: u32, x: &[i64]) -> Beat {
        (0..self.tile.outputs()).map(|column| self.product(sample, x, column)).collect()
    }

    fn events(&mut self, sample: u32, x: &[i64]) -> Events {
        let (groups, mut events, mut count) = (self.tile.array.row_groups(), Events::default(), 0);
        for column in 0..self.tile.outputs() {
            for conversion in self.conversions(&[(0..self.tile.array.weight.bits()).collect()]) {
                for one in conversion {
                    let code = self.code(sample, x, column, one);
                    events += self.lines.events(code, groups[one.group].len());
                    count += 1;
                }
            }
        }
        events + self.tile.accumulation(count)
    }
}

impl Walk for Product {
    /// In every step until the slowest of its lines is done.
    fn cycles(&self, depths: &[u32], sample: u32, x: &[i64]) -> u32 {
        let array = &self.tile.array;
        let steps: Vec<Vec<u32>> = match array.weight_planes {
            WeightPlanes::Serial => (0..array.weight.bits()).map(|bit| vec![bit]).collect(),
            WeightPlanes::Parallel => vec![(0..array.weight.bits()).collect()],
        };
        let mut cycles = 0;
        for together in self.conversions(&steps) {
            let codes = (0..self.tile.outputs()).flat_map(|column| {
                let lines = together.iter().filter(|one| self.digitized.is(array, column, one.a));
                lines.map(|one| self.code(sample, x, column, *one)).collect::<Vec<_>>()
            });
            cycles += array.digitizer.lockstep(depths, codes);
        }
        cycles
    }
}
