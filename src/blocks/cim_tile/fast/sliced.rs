//! The product where counts are clipped.

use fearless_simd::{dispatch, prelude::*, u16x16};

use crate::blocks::cim_tile::CimTile;
use crate::blocks::{Beat, Instructions};
use crate::num::Format;

use super::count::{Word, clipped_counts};
use super::drive::Drive;
use super::weigh::{Weighted, transposed};

/// Lines that one vector holds.
const LINES: usize = 256;

/// Weights as bits: every line's cell of one row in one vector.
pub(in crate::blocks::cim_tile) struct Sliced {
    instructions: Instructions,
    columns: usize,
    inputs: usize,
    weight: Format,
    kernel: Kernel,
    drive: Drive,
    /// Weighted sum of each line, less `offset` for every row group.
    sums: Vec<u32>,
}

/// What is the same for all products.
struct Kernel {
    /// Cells of one vector of lines, row by row, with a row of zeros at the end; then the next vector.
    cells: Vec<Word>,
    /// Numbers of a vector's cells.
    vector: usize,
    /// Width of a digitized count.
    bits: usize,
    input: Format,
}

impl Sliced {
    pub fn new(tile: &CimTile, bits: u32, instructions: Instructions) -> Self {
        let weight = tile.array.weight;
        let (columns, inputs) = (tile.outputs(), tile.inputs());
        let drive = Drive::new(tile.input.bits(), tile.array.active_rows().min(inputs), inputs);
        let lines = columns * weight.bits() as usize;
        let vector = drive.slots() + 1;
        let vectors = lines.div_ceil(LINES);
        let mut cells = vec![Word::default(); vectors * vector];
        for (column, codes) in tile.weights.iter().enumerate() {
            for plane in 0..weight.bits() {
                let line = plane as usize * columns + column;
                let cells = &mut cells[line / LINES * vector..];
                let (word, bit) = place(line % LINES);
                for (row, code) in codes.iter().enumerate() {
                    cells[drive.slot(row)][word] |= (weight.encode(*code) >> plane & 1) << bit;
                }
            }
        }
        let kernel = Kernel { cells, vector, bits: bits as usize, input: tile.input };
        let sums = vec![0; vectors * LINES];
        Self { instructions, columns, inputs, weight, kernel, drive, sums }
    }

    pub fn product(&mut self, x: &[i64]) -> Beat {
        dispatch!(self.instructions.level(), simd => {
            self.drive.take(&x[..x.len().min(self.inputs)]);
            self.sums.fill(0);
            self.kernel.sums(simd, &self.drive, &mut self.sums);
            self.columns()
        })
    }

    /// Weights the lines of each column.
    #[inline(always)]
    fn columns(&self) -> Beat {
        let mut y = vec![self.bias(); self.columns];
        let planes = (0..self.weight.bits()).zip(self.sums.chunks_exact(self.columns));
        for (plane, sums) in planes {
            if self.weight.is_signed() && plane + 1 == self.weight.bits() {
                y.iter_mut().zip(sums).for_each(|(y, sum)| *y -= i64::from(*sum) << plane);
            } else {
                y.iter_mut().zip(sums).for_each(|(y, sum)| *y += i64::from(*sum) << plane);
            }
        }
        y
    }

    /// What taking complements for the sign plane added: `2^(B-1) (2^bits - 1)` a line and group.
    fn bias(&self) -> i64 {
        let (input, groups) = (self.kernel.input, self.drive.groups() as i64);
        if !input.is_signed() {
            return 0;
        }
        let line = groups * -input.min() * ((1 << self.kernel.bits) - 1);
        // Weight planes are worth -1 together, or 1 where there is but one.
        if self.weight.is_signed() { line } else { -line }
    }
}

/// Word and bit of a line of a vector: after transposition, lines lie in memory in their order.
fn place(line: usize) -> (usize, usize) {
    let (bit, field) = (line / 16, line % 16);
    (field / 4, 16 * (field % 4) + bit)
}

impl Kernel {
    #[inline(always)]
    fn sums<S: Simd>(&self, simd: S, drive: &Drive, sums: &mut [u32]) {
        match self.bits {
            1 => self.vectors(simd, drive, sums, 1),
            2 => self.vectors(simd, drive, sums, 2),
            3 => self.vectors(simd, drive, sums, 3),
            4 => self.vectors(simd, drive, sums, 4),
            5 => self.vectors(simd, drive, sums, 5),
            6 => self.vectors(simd, drive, sums, 6),
            7 => self.vectors(simd, drive, sums, 7),
            _ => self.vectors(simd, drive, sums, 8),
        }
    }

    #[inline(always)]
    fn vectors<S: Simd>(&self, simd: S, drive: &Drive, sums: &mut [u32], bits: usize) {
        let all = self.cells.chunks_exact(self.vector);
        for (cells, sums) in all.zip(sums.chunks_exact_mut(LINES)) {
            let mut lists = drive.lists();
            for _ in 0..drive.groups() {
                let mut weighted = Weighted::<S>::new(simd);
                for plane in 0..self.input.bits() {
                    let rows = lists.next().unwrap_or_default();
                    let mut counts = clipped_counts(simd, cells, rows, bits);
                    if self.input.is_signed() && plane + 1 == self.input.bits() {
                        counts.iter_mut().for_each(|count| *count = !*count);
                    }
                    weighted.add(simd, &counts, bits);
                }
                let numbers = transposed::<S>(weighted.bits(simd, bits));
                for (numbers, sums) in numbers.iter().zip(sums.chunks_exact_mut(u16x16::<S>::LEN)) {
                    let numbers: u16x16<S> = numbers.bitcast();
                    for (number, sum) in numbers.as_slice().iter().zip(sums) {
                        *sum += u32::from(*number);
                    }
                }
            }
        }
    }
}
