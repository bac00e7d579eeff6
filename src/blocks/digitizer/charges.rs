//! Codes of lines whose cells and comparators are not alike: the search, step by step, on charges.

use super::conversion::Conversion;
use super::errors::Errors;
use super::tree::Next;

/// One line, its references and its comparators.
pub(super) struct Charges<'a> {
    conversion: &'a Conversion,
    /// Capacitances of the line's cells.
    own: Vec<u64>,
    /// For each line that makes references, the capacitance of its first 0, 1, ... all cells.
    references: Vec<Vec<u64>>,
    /// What each comparator adds to its reference.
    offsets: Vec<i64>,
}

impl<'a> Charges<'a> {
    /// A line of column `column`.
    pub fn new(conversion: &'a Conversion, errors: &Errors, column: usize, cells: usize) -> Self {
        let references = 0..conversion.references();
        Self {
            conversion,
            own: errors.own(column, cells),
            references: references
                .clone()
                .map(|r| sums(&errors.reference(r, column, cells)))
                .collect(),
            offsets: references.map(|r| errors.offset(r, column)).collect(),
        }
    }

    /// A line whose capacitances and offsets are given.
    #[cfg(test)]
    pub fn of(
        conversion: &'a Conversion,
        own: Vec<u64>,
        references: Vec<Vec<u64>>,
        offsets: Vec<i64>,
    ) -> Self {
        let references = references.iter().map(|cells| sums(cells)).collect();
        Self { conversion, own, references, offsets }
    }

    /// Shares of charge at which comparators change, of the first `last` thresholds: numerators and denominators.
    pub fn levels(&self, last: u64) -> impl Iterator<Item = (i128, i128)> + '_ {
        self.references.iter().zip(&self.offsets).flat_map(move |(sums, offset)| {
            let cells = sums.len() - 1;
            let within = (1..=last).map(move |k| self.conversion.threshold(cells, k) as usize);
            let within = within.filter(move |threshold| *threshold <= cells);
            within.map(move |threshold| {
                (i128::from(sums[threshold]) + i128::from(*offset), i128::from(sums[cells]))
            })
        })
    }

    /// The code of a line with these cells driven.
    pub fn code(&self, driven: &[i64]) -> i64 {
        let charge: u64 = self.own.iter().zip(driven).map(|(cell, on)| cell * *on as u64).sum();
        self.searched(charge, self.own.iter().sum())
    }

    /// The code of a line that has `charge` of `total`.
    pub fn searched(&self, charge: u64, total: u64) -> i64 {
        let reaches = |k: u64, reference: usize| self.reaches((charge, total), k, reference);
        if let Some(tree) = self.conversion.tree() {
            let mut k = tree.root();
            loop {
                match tree.next(k)[usize::from(reaches(k as u64, 0))] {
                    Next::Ask(next) => k = next,
                    Next::Code(code) => return code as i64,
                }
            }
        }
        let steps = self.conversion.steps().unwrap_or_default();
        let mut low: u32 = steps.iter().sum();
        let mut code = 0;
        for bits in steps {
            low -= bits;
            let reached = (1..1u64 << bits)
                .filter(|number| reaches(code | number << low, *number as usize - 1))
                .count();
            code |= (reached as u64) << low;
        }
        code as i64
    }

    /// Whether a share of charge is as great as that of the first `t_k` cells of a reference and the offset
    /// of its comparator. There is no reference beyond all cells.
    fn reaches(&self, (charge, total): (u64, u64), k: u64, reference: usize) -> bool {
        let sums = &self.references[reference];
        let cells = sums.len() - 1;
        let threshold = self.conversion.threshold(cells, k) as usize;
        if threshold > cells {
            return false;
        }
        let with_offset = i128::from(sums[threshold]) + i128::from(self.offsets[reference]);
        i128::from(charge) * i128::from(sums[cells]) >= with_offset * i128::from(total)
    }
}

/// Sums of the first 0, 1, ... all numbers.
fn sums(numbers: &[u64]) -> Vec<u64> {
    let each = numbers.iter().scan(0, |sum, number| {
        *sum += number;
        Some(*sum)
    });
    std::iter::once(0).chain(each).collect()
}
