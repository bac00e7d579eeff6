//! Codes of lines whose cells and comparators are not alike: the search, step by step, on charges.

use super::conversion::Conversion;
use super::errors::{Errors, Moment};
use super::tree::{Next, Tree};

/// One line, its references and its comparators.
pub(in crate::blocks) struct Charges {
    conversion: Conversion,
    tree: Option<Tree>,
    errors: Errors,
    column: usize,
    /// Capacitances of the line's cells.
    own: Vec<u64>,
    /// For each line that makes references, the capacitance of its first 0, 1, ... all cells.
    references: Vec<Vec<u64>>,
    /// What each comparator adds to its reference.
    offsets: Vec<i64>,
}

/// One comparison that a search may make.
#[derive(Clone, Copy)]
struct Asked {
    k: u64,
    reference: usize,
    step: u32,
}

/// A share of the charge that a line can hold.
pub(super) type Share = (u64, u64);

impl Charges {
    /// A line of column `column`.
    pub fn new(conversion: &Conversion, errors: &Errors, column: usize, cells: usize) -> Self {
        let references = 0..conversion.references();
        Self {
            references: references
                .clone()
                .map(|r| sums(&errors.reference(r, column, cells)))
                .collect(),
            offsets: references.map(|r| errors.offset(r, column)).collect(),
            own: errors.own(column, cells),
            tree: conversion.tree(),
            conversion: conversion.clone(),
            errors: errors.clone(),
            column,
        }
    }

    /// A line whose capacitances and offsets are given; of `errors` come noise and droop.
    #[cfg(test)]
    pub fn of(
        conversion: &Conversion,
        errors: &Errors,
        own: Vec<u64>,
        references: Vec<Vec<u64>>,
        offsets: Vec<i64>,
    ) -> Self {
        let references = references.iter().map(|cells| sums(cells)).collect();
        Self { own, references, offsets, ..Self::new(conversion, errors, 0, 0) }
    }

    /// Shares of charge at which comparators change in some step of a search, but for noise: numerators and
    /// denominators.
    pub fn levels(&self) -> impl Iterator<Item = (i128, i128)> + '_ {
        self.asked().into_iter().filter_map(|Asked { k, reference, step }| {
            let sums = &self.references[reference];
            let (cells, left) = (sums.len() - 1, i128::from(self.errors.left(step)));
            let charged = sums.get(self.conversion.threshold(cells, k) as usize)?;
            let level = i128::from(*charged) + i128::from(self.offsets[reference]);
            let of = i128::from(sums[cells]);
            (left > 0).then_some((level * i128::from(Errors::WHOLE), of * left))
        })
    }

    /// All comparisons that a search may make.
    fn asked(&self) -> Vec<Asked> {
        if let Some(tree) = &self.tree {
            let mut asked = vec![Asked { k: tree.root() as u64, reference: 0, step: 0 }];
            let mut at = 0;
            while let Some(Asked { k, step, .. }) = asked.get(at).copied() {
                for next in tree.next(k as usize) {
                    if let Next::Ask(k) = next {
                        asked.push(Asked { k: k as u64, reference: 0, step: step + 1 });
                    }
                }
                at += 1;
            }
            return asked;
        }
        let (steps, mut found) = (self.conversion.steps().unwrap_or_default(), 0);
        let bits: u32 = steps.iter().sum();
        let mut asked = vec![];
        for (step, width) in (0..).zip(&steps) {
            let low = bits - found - width;
            for above in 0..1u64 << found {
                asked.extend((1..1u64 << width).map(|number| Asked {
                    k: (above << width | number) << low,
                    reference: number as usize - 1,
                    step,
                }));
            }
            found += width;
        }
        asked
    }

    /// The code of a line with these cells driven.
    pub fn code(&self, driven: impl Iterator<Item = i64>, moment: Moment) -> i64 {
        let charge: u64 = self.own.iter().zip(driven).map(|(cell, on)| cell * on as u64).sum();
        self.searched((charge, self.own.iter().sum()), moment)
    }

    /// Share of product-sums, from none to all cells driven, whose code is not that of a line without errors.
    pub fn wrong_sums(&self) -> f64 {
        let cells = self.own.len();
        let wrong = |sum: &usize| {
            let driven = (0..cells).map(|cell| i64::from(cell < *sum));
            let moment = Moment { sample: *sum as u32, plane: 0 };
            self.code(driven, moment) != self.conversion.code(cells, *sum)
        };
        (0..=cells).filter(wrong).count() as f64 / (cells + 1) as f64
    }

    /// The code of a line with a share of its charge.
    pub fn searched(&self, share: Share, moment: Moment) -> i64 {
        let reaches = |asked: Asked| self.reaches(share, asked, moment);
        if let Some(tree) = &self.tree {
            let (mut k, mut step) = (tree.root(), 0);
            loop {
                let yes = reaches(Asked { k: k as u64, reference: 0, step });
                match tree.next(k)[usize::from(yes)] {
                    Next::Ask(next) => (k, step) = (next, step + 1),
                    Next::Code(code) => return code as i64,
                }
            }
        }
        let steps = self.conversion.steps().unwrap_or_default();
        let mut low: u32 = steps.iter().sum();
        let mut code = 0;
        for (step, bits) in (0..).zip(steps) {
            low -= bits;
            let asked = |number: u64| Asked {
                k: code | number << low,
                reference: number as usize - 1,
                step,
            };
            let reached = (1..1u64 << bits).filter(|number| reaches(asked(*number))).count();
            code |= (reached as u64) << low;
        }
        code as i64
    }

    /// Whether what a line still has of its charge is as great a share as that of the first `t_k` cells of a
    /// reference, with what its comparator adds. There is no reference beyond all cells.
    fn reaches(&self, (charge, total): Share, asked: Asked, moment: Moment) -> bool {
        let Asked { k, reference, step } = asked;
        let sums = &self.references[reference];
        let cells = sums.len() - 1;
        let Some(charged) = sums.get(self.conversion.threshold(cells, k) as usize) else {
            return false;
        };
        let noise = self.errors.noise(moment, step, (self.column, reference));
        let level = i128::from(*charged) + i128::from(self.offsets[reference] + noise);
        let left = i128::from(charge) * i128::from(self.errors.left(step));
        left * i128::from(sums[cells]) >= level * i128::from(total) * i128::from(Errors::WHOLE)
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
