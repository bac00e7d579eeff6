//! Sums of counts that come one after the other: the columns of a tile.
//!
//! One lane counts them with an instruction of the CPU. Many lanes look them up, where that takes fewer
//! instructions and the CPU has one for it.

use std::sync::OnceLock;

use fearless_simd::Simd;

use crate::parallel::Instructions;

use super::kernel::{Words, add_counts};
use super::lookup::{LANES, Lookup};
use super::program::{Code, Column, Count, Step};

/// Fewest columns that words are laid out for.
const FEWEST: usize = 4;

/// Columns of which none reads another.
pub(super) struct Columns {
    all: Vec<Column>,
    /// Made when many lanes first run; none where counting is as fast.
    lookup: OnceLock<Option<Lookup>>,
}

impl Columns {
    /// Puts together what follows each other among the steps from `body` on.
    pub fn gather(code: &mut Code, body: usize) {
        let steps = code.steps.split_off(body);
        let mut run: Vec<Column> = vec![];
        for step in steps {
            let column = if let Step::AddCounts(column) = step { Some(column) } else { None };
            let joins = column.filter(|column| {
                let first = run.first().map_or(column.d, |first| first.d);
                column.counts > 0
                    && column.a < first
                    && column.of(&code.counts).iter().all(|count| count.of < first)
            });
            if joins.is_none() {
                Self::end(code, &mut run);
            }
            match column.filter(|column| column.counts > 0) {
                Some(column) => run.push(column),
                None => code.steps.push(step),
            }
        }
        Self::end(code, &mut run);
    }

    fn end(code: &mut Code, run: &mut Vec<Column>) {
        if run.len() < FEWEST {
            code.steps.extend(run.drain(..).map(Step::AddCounts));
            return;
        }
        code.steps.push(Step::Columns(code.columns.len() as u32));
        code.columns.push(Self { all: std::mem::take(run), lookup: OnceLock::new() });
    }

    /// Sums in all lanes.
    #[inline(always)]
    pub fn run<S: Simd, const N: usize>(&self, simd: S, counts: &[Count], m: &mut [Words<N>]) {
        if N.is_multiple_of(LANES) && Instructions::of(simd).have_byte_shuffle() {
            let lookup = self.lookup.get_or_init(|| Lookup::new(&self.all, counts));
            if let Some(lookup) = lookup {
                return lookup.run(simd, m);
            }
        }
        for column in &self.all {
            add_counts(m, *column, counts);
        }
    }
}
