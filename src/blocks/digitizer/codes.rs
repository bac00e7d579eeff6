//! Codes from their definition: the number of thresholds that a product-sum reaches.

use super::conversion::Conversion;
use super::range::{RangeRule, Window};

/// Codes of every product-sum of a line.
pub(in crate::blocks) struct Codes(Vec<i64>);

impl Codes {
    /// For a line of `cells`.
    pub fn new(conversion: &Conversion, cells: usize) -> Self {
        let sums = 0..=cells as i64;
        Self(match conversion.bits() {
            None => sums.collect(),
            Some(bits) => {
                let thresholds =
                    (1i64..1 << bits).map(|k| threshold(conversion.range(), bits, cells, k));
                let thresholds: Vec<i64> = thresholds.collect();
                let reached = |sum: i64| thresholds.iter().filter(|t| sum >= **t).count() as i64;
                sums.map(reached).collect()
            }
        })
    }

    /// The code of a product-sum; beyond the line's cells that of all of them.
    pub fn of(&self, sum: i64) -> i64 {
        self.0[(sum.max(0) as usize).min(self.0.len() - 1)]
    }
}

impl Conversion {
    /// Product-sum at which threshold `k` of a search is reached; it may be beyond the line's cells.
    pub fn threshold(&self, cells: usize, k: u64) -> u64 {
        let bits = self.bits().unwrap_or(1);
        threshold(self.range(), bits, cells, k as i64).unsigned_abs()
    }
}

/// `t_k`.
fn threshold(range: RangeRule, bits: u32, cells: usize, k: i64) -> i64 {
    match range {
        RangeRule::Full => (k * cells as i64 + (1 << bits) - 1) >> bits,
        RangeRule::Clip | RangeRule::Calibrated => k,
        RangeRule::Window(Window { low, step }) => i64::from(low) + k * i64::from(step),
    }
}
