//! How sums become output codes.

use crate::num::{Format, shift_round};

/// `saturate((x * multiplier + bias + 2^(shift-1)) >> shift)`, halves up, lane by lane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requantization {
    /// One per output.
    pub lanes: Vec<Scaling>,
    /// Whether negative results become zero.
    pub relu: bool,
    /// Format of the result.
    pub output: Format,
}

/// The constants of one output. They are its own, so that no output costs another one precision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scaling {
    /// Factor of the sum; 0 or more.
    pub multiplier: i64,
    /// What is added to the product, in units of `2^-shift` of a code.
    pub bias: i64,
    /// Bits shifted out.
    pub shift: u32,
}

impl Requantization {
    /// For a layer whose constants are not known yet.
    pub(super) fn nothing() -> Self {
        Self { lanes: vec![], relu: false, output: Format::signed(1) }
    }

    /// Output codes of sums, one per lane, or as many for each pixel.
    pub fn apply(&self, sums: &[i64]) -> Vec<i64> {
        let least = if self.relu { 0 } else { self.output.min() };
        let lane = |(sum, lane): (&i64, &Scaling)| {
            lane.apply(*sum).clamp(least.into(), self.output.max().into()) as i64
        };
        sums.iter().zip(self.lanes.iter().cycle()).map(lane).collect()
    }
}

impl Scaling {
    fn apply(self, sum: i64) -> i128 {
        let product = i128::from(sum) * i128::from(self.multiplier);
        shift_round(product + i128::from(self.bias), self.shift)
    }
}
