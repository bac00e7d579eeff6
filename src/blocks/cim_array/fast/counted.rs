//! The product where a count becomes a code by any rule: counts of whole lines, looked up.

use std::ops::Range;

use crate::blocks::Beat;
use crate::blocks::cim_array::tile::Tile;
use crate::blocks::digitizer::Codes;
use crate::num::Format;

/// Weights and inputs as lines of bits. Every row group starts with a word of its own.
pub(super) struct Counted {
    groups: Vec<Range<usize>>,
    words: usize,
    /// Words of each line: column by column, weight bits from the least, row group by row group.
    lines: Vec<u64>,
    weight: Format,
    input: Format,
    /// What each count is worth.
    worth: Vec<i64>,
    /// Words of each input plane.
    planes: Vec<u64>,
}

impl Counted {
    pub fn new(tile: &Tile) -> Self {
        let array = &tile.array;
        let cells = array.active_rows();
        let codes = Codes::new(&array.digitizer, cells);
        let worth = |count: usize| array.digitizer.range().worth(codes.of(count as i64));
        let mut counted = Self {
            groups: array.row_groups(),
            words: array.row_groups().len() * cells.div_ceil(64),
            lines: vec![],
            weight: array.weight,
            input: tile.input,
            worth: (0..=cells).map(worth).collect(),
            planes: vec![],
        };
        let lines = tile.weights.iter().flat_map(|codes| {
            (0..array.weight.bits()).flat_map(|bit| counted.line(codes, bit)).collect::<Vec<_>>()
        });
        counted.lines = lines.collect();
        counted
    }

    /// Bit `bit` of every code, as words.
    fn line(&self, codes: &[i64], bit: u32) -> Vec<u64> {
        let mut words = vec![];
        for group in &self.groups {
            let within = group.start.min(codes.len())..group.end.min(codes.len());
            let mut own = vec![0; self.words / self.groups.len()];
            for (row, code) in codes[within].iter().enumerate() {
                own[row / 64] |= (code >> bit & 1) as u64 * (1 << (row % 64));
            }
            words.append(&mut own);
        }
        words
    }

    /// What a line is worth under an input plane, over all row groups.
    fn worth(&self, line: &[u64], plane: &[u64]) -> i64 {
        let group = self.words / self.groups.len();
        let groups = line.chunks_exact(group).zip(plane.chunks_exact(group));
        let counts = groups.map(|(line, plane)| {
            let driven = line.iter().zip(plane).map(|(line, plane)| line & plane);
            driven.map(u64::count_ones).sum::<u32>()
        });
        counts.map(|count| self.worth[count as usize]).sum()
    }

    /// The counts of all lines under all input planes, a count for each row group.
    pub fn each_count(&mut self, x: &[i64], mut each: impl FnMut(u32)) {
        self.planes = (0..self.input.bits()).flat_map(|bit| self.line(x, bit)).collect();
        let group = self.words / self.groups.len();
        for line in self.lines.chunks_exact(self.words) {
            for plane in self.planes.chunks_exact(self.words) {
                let groups = line.chunks_exact(group).zip(plane.chunks_exact(group));
                for (line, plane) in groups {
                    each(
                        line.iter()
                            .zip(plane)
                            .map(|(line, plane)| (line & plane).count_ones())
                            .sum(),
                    );
                }
            }
        }
    }

    pub fn product(&mut self, x: &[i64]) -> Beat {
        self.planes = (0..self.input.bits()).flat_map(|bit| self.line(x, bit)).collect();
        let lines = self.lines.chunks_exact(self.words * self.weight.bits() as usize);
        lines.map(|lines| self.column(lines)).collect()
    }

    /// One column's product.
    fn column(&self, lines: &[u64]) -> i64 {
        let mut sum = 0;
        for (a, line) in lines.chunks_exact(self.words).enumerate() {
            for (b, plane) in self.planes.chunks_exact(self.words).enumerate() {
                sum += weight(self.weight, a) * weight(self.input, b) * self.worth(line, plane);
            }
        }
        sum
    }
}

/// What a bit is worth.
fn weight(format: Format, bit: usize) -> i64 {
    match format.is_signed() && bit + 1 == format.bits() as usize {
        true => -(1 << bit),
        false => 1 << bit,
    }
}
