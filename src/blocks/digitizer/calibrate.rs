//! Digitizers set to the product-sums that they meet.

use super::conversion::Conversion;
use super::range::{RangeRule, Window};

/// How often each product-sum of a line comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductSums {
    /// By number of driven cells.
    counts: Vec<u64>,
    /// The same, each by the square of what it counts for in its product.
    weighted: Vec<u64>,
}

impl ProductSums {
    /// None yet, on lines of `cells`.
    pub fn new(cells: usize) -> Self {
        Self { counts: vec![0; cells + 1], weighted: vec![0; cells + 1] }
    }

    /// Each as often as any other.
    pub fn even(cells: usize) -> Self {
        Self { counts: vec![1; cells + 1], weighted: vec![1; cells + 1] }
    }

    /// Counts one of `driven` cells, which counts for `worth` in its product.
    pub fn count(&mut self, driven: usize, worth: i64) {
        let driven = driven.min(self.counts.len() - 1);
        self.counts[driven] += 1;
        let weighted = self.weighted[driven].saturating_add(worth.unsigned_abs().pow(2));
        self.weighted[driven] = weighted;
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.counts.iter().all(|count| *count == 0)
    }

    /// Cells of a line.
    fn cells(&self) -> usize {
        self.counts.len() - 1
    }

    /// Adds those of another line.
    pub fn add(&mut self, other: &Self) {
        let both = [(&mut self.counts, &other.counts), (&mut self.weighted, &other.weighted)];
        for (own, more) in both {
            own.iter_mut().zip(more).for_each(|(own, more)| *own = own.saturating_add(*more));
        }
    }

    /// How often each comes, by number of driven cells.
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }

    /// How often each code of `bits` bits comes.
    fn codes(&self, range: RangeRule, bits: u32) -> Vec<u64> {
        let mut codes = vec![0; 1 << bits];
        for (driven, count) in self.counts.iter().enumerate() {
            codes[range.code(bits, self.cells(), driven) as usize] += count;
        }
        codes
    }

    /// The window of `2^bits` codes with the least squared error of products; of equal ones the lowest of the
    /// finest.
    fn window(&self, bits: u32) -> Window {
        let cells = self.cells();
        let widest = cells.div_ceil((1 << bits) - 1).max(1);
        let mut best = (f64::INFINITY, Window { low: 0, step: 1 });
        for step in 1..=widest {
            let lows = (0..=cells.saturating_sub(step)).step_by(cells.div_ceil(LOWS).max(1));
            for low in lows {
                let window = Window { low: low as u32, step: step as u32 };
                let error = self.error(RangeRule::Window(window), bits);
                if error < best.0 {
                    best = (error, window);
                }
            }
        }
        best.1
    }

    fn error(&self, range: RangeRule, bits: u32) -> f64 {
        let of = |(sum, weight): (usize, &u64)| {
            let worth = range.worth(range.code(bits, self.cells(), sum));
            *weight as f64 * (worth - sum as i64).pow(2) as f64
        };
        self.weighted.iter().enumerate().map(of).sum()
    }
}

/// Places for a window's low end that are tried.
const LOWS: usize = 128;

impl Conversion {
    /// Whether something of it is to be set from calibration samples.
    pub fn is_open(&self) -> bool {
        let no_tree = matches!(self, Self::Asymmetric(search) if search.histogram.is_empty());
        self.range() == RangeRule::Calibrated || no_tree
    }

    /// The same with all set that is to be, for the product-sums of its lines.
    pub fn set(&self, sums: &ProductSums) -> Self {
        let mut set = self.clone();
        let Some(bits) = self.bits().map(|bits| bits.clamp(1, Self::MAX_BITS)) else { return set };
        let range = match self.range() {
            RangeRule::Calibrated => RangeRule::Window(sums.window(bits)),
            range => range,
        };
        match &mut set {
            Self::Exact => {}
            Self::Flash(search) => search.range = range,
            Self::Sar(search) => search.range = range,
            Self::Hybrid(search) => search.range = range,
            Self::Asymmetric(search) => {
                search.range = range;
                if search.histogram.is_empty() {
                    search.histogram = sums.codes(range, bits);
                }
            }
        }
        set
    }
}
