//! Constants that bring sums of different worth to one scale.
//!
//! Every output has a multiplier, a bias and a shift of its own. So an output without weights, one whose weights
//! are far smaller than its neighbours', and one whose bias is far greater than its weights are as exact as any
//! other: the bias is added behind the multiplier, where its unit is a fraction of a code.

use crate::num::{Format, Range, covering};

use super::requantization::{Requantization, Scaling};

/// Bits of the multipliers of results that are narrowed or brought to one scale.
const MULTIPLIER_BITS: u32 = 16;

/// Most bits shifted out.
const MAX_SHIFT: u32 = 47;

/// Bits of the greatest number inside, sign included: those of formats, less one for the sum of two.
const INSIDE_BITS: u32 = Format::MAX_BITS - 1;

/// Bits of the greatest multiplier of results that are compared.
const COMPARED_BITS: u32 = 47;

/// Fraction bits of biases where no output has weights.
const BIAS_BITS: i32 = 15;

/// What the sum of one output is worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Worth {
    /// Real value of one unit of its sum; 0 for an output without weights.
    pub unit: f64,
    /// Real value that is added.
    pub bias: f64,
}

impl Worth {
    /// Real value of a result.
    pub fn value(self, sum: i64) -> f64 {
        sum as f64 * self.unit + self.bias
    }
}

/// Constants that bring sums to codes of `output` worth `scale` each. `sums` are all that can come.
pub(super) fn narrowing(
    outputs: &[Worth],
    scale: f64,
    (output, relu): (Format, bool),
    sums: &Range,
) -> Requantization {
    let lanes = outputs.iter().map(|one| narrowed(*one, scale, output, sums));
    Requantization { lanes: lanes.collect(), relu, output }
}

/// The greatest shift at which the multiplier keeps to its bits and results to the bits inside.
fn narrowed(worth: Worth, scale: f64, output: Format, sums: &Range) -> Scaling {
    let (factor, constant) = (worth.unit / scale, worth.bias / scale);
    let limit = f64::from((1u32 << MULTIPLIER_BITS) - 1);
    let at = |shift: u32| (factor * (1u64 << shift) as f64).round();
    let most = MAX_SHIFT.min(INSIDE_BITS - 2 - output.bits());
    let shift = (0..=most).rev().find(|shift| at(*shift) <= limit).unwrap_or(0);
    let multiplier = at(shift).min(limit) as i64;
    if multiplier == 0 {
        return Scaling {
            multiplier,
            bias: saturated((constant + 0.5).floor(), beyond(output, 0)),
            shift: 0,
        };
    }
    let most = beyond(output, shift) + multiplier * greatest(sums);
    let bias = saturated((constant * (1u64 << shift) as f64).round(), most);
    shortest(Scaling { multiplier, bias, shift })
}

/// What is more than any code of a format, so many fraction bits on.
fn beyond(output: Format, shift: u32) -> i64 {
    (output.max() + 1) << shift
}

/// Greatest magnitude of a range.
fn greatest(range: &Range) -> i64 {
    range.start().abs().max(range.end().abs())
}

/// A bias so great that every result saturates is as good as any greater one.
fn saturated(bias: f64, most: i64) -> i64 {
    // `as` saturates too.
    (bias as i64).clamp(-most, most)
}

/// The same results with the fewest bits.
fn shortest(mut lane: Scaling) -> Scaling {
    while lane.shift > 0 && lane.multiplier % 2 == 0 && lane.bias % 2 == 0 {
        lane =
            Scaling { multiplier: lane.multiplier / 2, bias: lane.bias / 2, shift: lane.shift - 1 };
    }
    lane
}

/// Constants that bring sums to the unit of the coarsest output, in a format that holds all there can be, and that
/// unit. `None` where biases are too great for it.
pub(super) fn common(outputs: &[Worth], relu: bool, sums: &Range) -> Option<(Requantization, f64)> {
    let unit = coarsest(outputs)?;
    let ends = |one: &Worth| {
        let constant = one.bias / unit;
        let end = |sum: &i64| *sum as f64 * (one.unit / unit) + constant;
        [end(sums.start()).floor(), end(sums.end()).ceil()]
    };
    let output = holding(outputs.iter().flat_map(ends), relu)?;
    Some((narrowing(outputs, unit, (output, relu), sums), unit))
}

/// The narrowest format of some whole numbers.
fn holding(numbers: impl Iterator<Item = f64>, relu: bool) -> Option<Format> {
    let (low, high) = numbers
        .fold((0.0, 0.0), |(low, high): (f64, f64), number| (low.min(number), high.max(number)));
    let most = (1u64 << (INSIDE_BITS - MULTIPLIER_BITS - 2)) as f64;
    let fits = -most <= low && high <= most;
    if fits { covering(if relu { 0 } else { low as i64 }, high as i64) } else { None }
}

/// The greatest unit. Outputs without weights are constants: where there are no others, theirs is a fraction of the
/// greatest bias.
fn coarsest(outputs: &[Worth]) -> Option<f64> {
    let greatest = |of: fn(&Worth) -> f64| outputs.iter().map(of).fold(0.0, f64::max);
    let unit = greatest(|one| one.unit);
    let unit =
        if unit > 0.0 { unit } else { greatest(|one| one.bias.abs()) / f64::from(1 << BIAS_BITS) };
    let unit = if unit > 0.0 { unit } else { 1.0 };
    unit.is_normal().then_some(unit)
}

/// The units of outputs that are compared with each other, as whole multiples of one.
///
/// Each has [`MULTIPLIER_BITS`] significant bits against the coarsest, so that `factor * sum` of two outputs can be
/// compared as they are, without rounding any sum.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Grid {
    /// Real value of one step, in multiples of the coarsest unit.
    step: f64,
    /// The coarsest unit.
    coarsest: f64,
    factors: Vec<i64>,
}

impl Grid {
    /// The finest grid on which the products of units and sums, and biases, keep to the bits inside; `None` where
    /// biases are too great for any.
    pub fn of(outputs: &[Worth], sums: &Range) -> Option<Self> {
        let coarsest = coarsest(outputs)?;
        let finest = COMPARED_BITS - 1;
        let steps = (0..=finest).rev().map(|bits| 0.5f64.powi(bits as i32));
        let mut grids = steps.map(|step| Self::at(step, coarsest, outputs));
        grids.find(|grid| grid.fits(outputs, sums)).map(|grid| grid.without_idle_bits(outputs))
    }

    fn at(step: f64, coarsest: f64, outputs: &[Worth]) -> Self {
        let factor = |one: &Worth| (significant(one.unit / coarsest) / step).round() as i64;
        Self { step, coarsest, factors: outputs.iter().map(factor).collect() }
    }

    fn fits(&self, outputs: &[Worth], sums: &Range) -> bool {
        // One bit for the sum of both, and one for a threshold.
        let most = (1u64 << (INSIDE_BITS - 4)) as f64;
        let sum = greatest(sums) as f64;
        let mut all = self.factors.iter().zip(outputs);
        all.all(|(factor, one)| *factor as f64 * sum <= most && self.steps(one.bias).abs() <= most)
    }

    /// A real value in steps.
    fn steps(&self, value: f64) -> f64 {
        value / self.coarsest / self.step
    }

    /// A coarser grid that is as exact: bits below the finest unit are for biases only.
    fn without_idle_bits(self, outputs: &[Worth]) -> Self {
        let biased = outputs.iter().any(|one| one.bias != 0.0);
        let kept = if biased { BIAS_BITS } else { 0 };
        let odd = self.factors.iter().filter(|factor| **factor != 0);
        let zeros = odd.map(|factor| factor.trailing_zeros() as i32).min().unwrap_or(0);
        // The coarsest unit is a power of two of steps: its bits are what biases keep.
        let bits = (1.0 / self.step).log2() as i32;
        let idle = zeros.min(bits - kept).max(0);
        let factors = self.factors.iter().map(|factor| factor >> idle).collect();
        Self { step: self.step * 2f64.powi(idle), factors, ..self }
    }

    /// Real value of one step.
    pub fn unit(&self) -> f64 {
        self.coarsest * self.step
    }

    /// The units of the outputs, as they are on the grid.
    pub fn units(&self) -> Vec<f64> {
        self.factors.iter().map(|factor| *factor as f64 * self.unit()).collect()
    }

    /// Constants that bring sums to steps, without rounding any but the biases.
    pub fn requantization(
        &self,
        outputs: &[Worth],
        relu: bool,
        sums: &Range,
    ) -> Option<Requantization> {
        let lane = |(multiplier, one): (&i64, &Worth)| {
            let bias = self.steps(one.bias).round() as i64;
            Scaling { multiplier: *multiplier, bias, shift: 0 }
        };
        let lanes: Vec<Scaling> = self.factors.iter().zip(outputs).map(lane).collect();
        let ends = |lane: &Scaling| {
            [sums.start(), sums.end()].map(|sum| (sum * lane.multiplier + lane.bias) as i128)
        };
        let all = lanes.iter().flat_map(ends);
        let (low, high) = all.fold((0, 0), |(low, high), end| (end.min(low), end.max(high)));
        let low = if relu { 0 } else { low };
        let output = covering(i64::try_from(low).ok()?, i64::try_from(high).ok()?)?;
        Some(Requantization { lanes, relu, output })
    }
}

/// The nearest number of [`MULTIPLIER_BITS`] significant bits.
fn significant(number: f64) -> f64 {
    if number == 0.0 {
        return 0.0;
    }
    let unit = 2f64.powi(number.log2().floor() as i32 + 1 - MULTIPLIER_BITS as i32);
    (number / unit).round() * unit
}
