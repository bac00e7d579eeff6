//! Parameters of requantization.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::num::{Format, bits_for_unsigned, covering};

use super::Shift;

/// Brings every lane to the output's scale and format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Requantize {
    /// Format of the lanes that come in.
    pub input: Format,
    /// Factor of each lane, 0..2^47, worth `multiplier / 2^shift`.
    #[serde(default)]
    pub multipliers: Vec<i64>,
    /// Constant that is added to each lane's product, in units of `2^-shift` of a result; or nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bias: Vec<i64>,
    /// Bits shifted out, 0..=47: a number for all lanes, or one for each.
    pub shift: Shift,
    /// Whether negative results become 0.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub relu: bool,
    /// Format of the lanes that go out.
    pub output: Format,
}

impl Requantize {
    /// Bits of the greatest multiplier.
    pub const MULTIPLIER_BITS: u32 = 47;

    /// Most bits shifted out.
    pub const MAX_SHIFT: u32 = 47;

    /// The least result.
    pub(super) fn least(&self) -> i64 {
        if self.relu { 0 } else { self.output.min() }
    }

    fn bias(&self, lane: usize) -> i64 {
        self.bias.get(lane).copied().unwrap_or(0)
    }

    /// What a lane's product is added to: its bias, and half of a result's unit.
    pub(super) fn constant(&self, lane: usize) -> i64 {
        self.bias(lane) + ((1 << self.shift.of(lane)) >> 1)
    }

    /// Least and greatest of a lane's product, and of its sum with the constant.
    fn ends(&self, lane: usize) -> [i128; 4] {
        let multiplier = i128::from(self.multipliers[lane]);
        let ends = [self.input.min(), self.input.max()].map(|x| i128::from(x) * multiplier);
        let constant = i128::from(self.bias(lane)) + ((1_i128 << self.shift.of(lane)) >> 1);
        [ends[0], ends[1], ends[0] + constant, ends[1] + constant]
    }

    /// The narrowest two's complement that holds a lane's input, product and sum; `None` above 62 bits.
    pub(super) fn fitting_sum(&self, lane: usize) -> Option<u32> {
        let ends = self.ends(lane);
        let end = |code: Option<&i128>| i64::try_from(code.copied().unwrap_or(0)).ok();
        // Below 0 at least by one, so that the format is signed.
        let (low, high) = (end(ends.iter().min())?.min(-1), end(ends.iter().max())?);
        let sum = covering(low, high)?.bits();
        Some(sum.max(self.input.bits() + 1).max(self.shift.of(lane) + 1))
    }

    /// Width of a lane's sum in hardware.
    pub(super) fn sum_bits(&self, lane: usize) -> u32 {
        // `check` refuses what fits no format.
        self.fitting_sum(lane).unwrap_or(Format::MAX_BITS)
    }

    /// Greatest multiplier's width in bits.
    pub(super) fn multiplier_bits(&self) -> u32 {
        bits_for_unsigned(self.multipliers.iter().copied().max().unwrap_or(0).max(0) as u64)
    }
}
