//! The product where counts are clipped.

use fearless_simd::{dispatch, prelude::*, u16x16};

use crate::blocks::cim_array::tile::Tile;
use crate::blocks::{Beat, Instructions};
use crate::num::Format;

use super::count::{Cells, Word, cells, clipped_counts};
use super::planes::Planes;
use super::weigh::{Weighted, transposed};

/// Lines that one vector holds.
const LINES: usize = 256;

/// Weights as bits: every line's cell of one row in one vector.
pub(super) struct Sliced {
    instructions: Instructions,
    columns: usize,
    inputs: usize,
    weight: Format,
    kernel: Kernel,
    planes: Planes,
    /// Weighted sum of each line; see [`Sliced::bias`].
    sums: Vec<u32>,
}

/// What is the same for all products.
struct Kernel {
    /// Cells of one vector of lines, octet by octet of rows; then the next vector.
    cells: Vec<Cells>,
    /// Width of a digitized count.
    bits: usize,
    input: Format,
}

impl Sliced {
    pub fn new(tile: &Tile, bits: u32, instructions: Instructions) -> Self {
        let inputs = tile.inputs();
        let planes = Planes::new(tile.array.active_rows().min(inputs), inputs);
        let rows = rows(tile, &planes);
        Self {
            instructions,
            columns: tile.outputs(),
            inputs,
            weight: tile.array.weight,
            sums: vec![0; rows.len() / planes.octets().len() * LINES],
            kernel: Kernel {
                cells: rows.iter().map(cells).collect(),
                bits: bits as usize,
                input: tile.input,
            },
            planes,
        }
    }

    pub fn product(&mut self, x: &[i64]) -> Beat {
        dispatch!(self.instructions.level(), simd => {
            self.planes.take(&x[..x.len().min(self.inputs)]);
            self.kernel.sums(simd, &self.planes, &mut self.sums);
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
        let (input, groups) = (self.kernel.input, self.planes.groups() as i64);
        if !input.is_signed() {
            return 0;
        }
        let line = groups * -input.min() * ((1 << self.kernel.bits) - 1);
        // Weight planes are worth -1 together, or 1 where there is but one.
        if self.weight.is_signed() { line } else { -line }
    }
}

/// Cells row by row, in octets, of one vector of lines after the other. The lines are those of all
/// columns for the least significant weight plane, then for the next.
fn rows(tile: &Tile, planes: &Planes) -> Vec<[Word; 8]> {
    let (weight, columns) = (tile.array.weight, tile.outputs());
    let octets = planes.octets().len();
    let vectors = (columns * weight.bits() as usize).div_ceil(LINES);
    let mut rows = vec![[Word::default(); 8]; vectors * octets];
    for (column, codes) in tile.weights.iter().enumerate() {
        for plane in 0..weight.bits() {
            let line = plane as usize * columns + column;
            let rows = &mut rows[line / LINES * octets..];
            let (word, bit) = place(line % LINES);
            for (row, code) in codes.iter().enumerate() {
                let (octet, row) = planes.place(row);
                rows[octet][row][word] |= (weight.encode(*code) >> plane & 1) << bit;
            }
        }
    }
    rows
}

/// Word and bit of a line of a vector: after transposition, lines lie in memory in their order.
fn place(line: usize) -> (usize, usize) {
    let (bit, field) = (line / 16, line % 16);
    (field / 4, 16 * (field % 4) + bit)
}

impl Kernel {
    #[inline(always)]
    fn sums<S: Simd>(&self, simd: S, planes: &Planes, sums: &mut [u32]) {
        match self.bits {
            1 => self.vectors(simd, planes, sums, 1),
            2 => self.vectors(simd, planes, sums, 2),
            3 => self.vectors(simd, planes, sums, 3),
            4 => self.vectors(simd, planes, sums, 4),
            5 => self.vectors(simd, planes, sums, 5),
            6 => self.vectors(simd, planes, sums, 6),
            7 => self.vectors(simd, planes, sums, 7),
            _ => self.vectors(simd, planes, sums, 8),
        }
    }

    #[inline(always)]
    fn vectors<S: Simd>(&self, simd: S, planes: &Planes, sums: &mut [u32], bits: usize) {
        let all = self.cells.chunks_exact(planes.octets().len());
        let of_group = planes.octets_of_group();
        for (cells, sums) in all.zip(sums.chunks_exact_mut(LINES)) {
            let groups = cells.chunks_exact(of_group).zip(planes.octets().chunks_exact(of_group));
            for (group, (cells, octets)) in groups.enumerate() {
                let mut weighted = Weighted::<S>::new(simd);
                for plane in 0..self.input.bits() {
                    let mut counts = clipped_counts(simd, cells, octets, plane as usize, bits);
                    if self.input.is_signed() && plane + 1 == self.input.bits() {
                        counts.iter_mut().for_each(|count| *count = !*count);
                    }
                    weighted.add(simd, &counts, bits);
                }
                let numbers = transposed::<S>(weighted.bits(simd, bits));
                for (numbers, sums) in numbers.iter().zip(sums.chunks_exact_mut(u16x16::<S>::LEN)) {
                    let numbers: u16x16<S> = numbers.bitcast();
                    let numbers = numbers.as_slice().iter().map(|number| u32::from(*number));
                    match group {
                        0 => sums.iter_mut().zip(numbers).for_each(|(sum, number)| *sum = number),
                        _ => sums.iter_mut().zip(numbers).for_each(|(sum, number)| *sum += number),
                    }
                }
            }
        }
    }
}
