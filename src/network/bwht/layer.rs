//! A blockwise Walsh-Hadamard layer in integers, and what it computes, by masks of inputs.

use std::ops::Range;

use crate::blocks::wht_crossbar::{
    Crossbar, Decision, EarlyTermination, RowDigitizer, RowOrder, Sign, Tie, WhtCrossbar,
};

use crate::image::Shape;
use crate::network::requantization::Requantization;

/// `y = requantize(H soft(H x, T))`, block by block of the channels of a pixel.
#[derive(Clone, Debug, PartialEq)]
pub struct Bwht {
    /// Name in the design file.
    pub name: String,
    /// Entry of the `hardware` section that it runs on.
    pub crossbar: String,
    /// Sides of the image that it takes pixel by pixel; `None` for lanes.
    pub image: Option<Shape>,
    /// Blocks of channels, side by side.
    pub blocks: Vec<ChannelBlock>,
    /// How sums become output codes, one lane per channel.
    pub requantization: Requantization,
    /// Real value of one output code.
    pub output_scale: f64,
}

/// Some channels, and their transform there and back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelBlock {
    /// Numbers of the channels; points beyond them are zero.
    pub channels: Range<usize>,
    /// The transform, with thresholds.
    pub forward: WhtCrossbar,
    /// The transform of what the first one gives.
    pub inverse: WhtCrossbar,
}

/// What the forward transform of one block did.
pub struct Transformed<'a> {
    /// Number of the layer.
    pub layer: usize,
    /// Number of the block.
    pub block: usize,
    /// What it gave, row by row.
    pub y: &'a [i64],
    /// Planes that each row took.
    pub planes: &'a [u32],
}

/// What is shown of a block's forward transform: its number, what it gave, and the planes that each row took.
type See<'a> = dyn FnMut(usize, &[i64], &[u32]) + 'a;

impl Bwht {
    /// Channels of a pixel.
    pub fn channels(&self) -> usize {
        self.blocks.last().map_or(0, |block| block.channels.end)
    }

    /// What comes back for the pixels of a sample, before the requantization; `see` is shown each block's forward
    /// transform, with its number.
    pub(in crate::network) fn sums(&self, sample: &[i64], see: &mut See<'_>) -> Vec<i64> {
        let mut sums = vec![];
        for pixel in sample.chunks(self.channels().max(1)) {
            for (number, block) in self.blocks.iter().enumerate() {
                let (coefficients, planes) =
                    transform(&block.forward, &pixel[block.channels.clone()]);
                see(number, &coefficients, &planes);
                let (back, _) = transform(&block.inverse, &coefficients);
                sums.extend(back.into_iter().take(block.channels.len()));
            }
        }
        sums
    }
}

/// Inputs as bits, 64 a word.
type Mask = [u64; Crossbar::MAX_POINTS / 64];

/// One transform, of inputs of which those that lack are zero: results and planes, row by row. Ties by chance are those
/// of the first transform.
fn transform(spec: &WhtCrossbar, x: &[i64]) -> (Vec<i64>, Vec<u32>) {
    let planes: Vec<(i64, Mask, Mask)> = (0..spec.bits).rev().map(|b| plane(spec, x, b)).collect();
    let thresholds = spec.rows().into_iter().enumerate();
    let row = |(row, threshold): (usize, i64)| {
        let cells = positive(spec.crossbar.order, row, spec.crossbar.points);
        let threshold = if spec.bypasses(row) { 0 } else { threshold };
        let (mut sum, mut said, mut taken) = (0, 1, 0);
        for ((worth, plus, minus), plane) in planes.iter().zip((0..spec.bits).rev()) {
            let product = balance(plus, &cells) - balance(minus, &cells);
            said = added(spec, product, said, Decision { row, plane });
            sum += worth * said;
            taken += 1;
            if stops(spec, row, sum, plane) {
                return (0, taken);
            }
        }
        (sum.signum() * (sum.abs() - threshold).max(0), taken)
    };
    thresholds.map(row).unzip()
}

/// A plane of inputs: what it is worth, which inputs are +1, and which are -1.
fn plane(spec: &WhtCrossbar, x: &[i64], b: u32) -> (i64, Mask, Mask) {
    let (mut plus, mut minus) = (Mask::default(), Mask::default());
    for (at, x) in x.iter().enumerate() {
        let bit = match spec.sign {
            Sign::SignedMagnitude => x.unsigned_abs().min((1 << spec.bits) - 1) >> b & 1,
            Sign::TwosComplement | Sign::Unsigned => *x as u64 >> b & 1,
        };
        let negative = spec.sign == Sign::SignedMagnitude && *x < 0;
        let mask = if negative { &mut minus } else { &mut plus };
        mask[at / 64] |= bit << (at % 64);
    }
    let worth = match spec.sign {
        Sign::TwosComplement if b + 1 == spec.bits => -(1 << b),
        _ => 1 << b,
    };
    (worth, plus, minus)
}

/// Which cells of a row are +1: where the number of its sign functions that are negative is even.
fn positive(order: RowOrder, row: usize, points: usize) -> Mask {
    let mut mask = Mask::default();
    let (last, gray) = (points.ilog2() - 1, row ^ row >> 1);
    for at in 0..points {
        // In natural order bit k of the row goes with bit k of the input, in the others with the one across.
        let across =
            |row: usize| (0..=last).filter(|k| row >> k & at >> (last - k) & 1 == 1).count();
        let negative = match order {
            RowOrder::Natural => (row & at).count_ones() as usize,
            RowOrder::Dyadic => across(row),
            RowOrder::Sequency => across(gray),
        };
        mask[at / 64] |= u64::from(negative % 2 == 0) << (at % 64);
    }
    mask
}

/// How many more of the inputs are on positive cells than on negative ones.
fn balance(inputs: &Mask, positive: &Mask) -> i64 {
    let words = inputs.iter().zip(positive);
    words
        .map(|(own, cells)| {
            i64::from((own & cells).count_ones()) - i64::from((own & !cells).count_ones())
        })
        .sum()
}

/// What a plane adds to a row.
fn added(spec: &WhtCrossbar, product: i64, said: i64, at: Decision) -> i64 {
    let crossbar = &spec.crossbar;
    match (&crossbar.digitizer, crossbar.digitizer.conversion()) {
        (RowDigitizer::Comparator, _) if product != 0 => product.signum(),
        (RowDigitizer::Comparator, _) => match crossbar.tie {
            Tie::Plus => 1,
            Tie::Minus => -1,
            Tie::Zero => 0,
            Tie::Previous => said,
            Tie::Random(random) => random.drawn(0, at),
        },
        (_, None) => product,
        (_, Some(conversion)) => {
            let count = (product + crossbar.points as i64) as usize;
            let code = conversion.code(RowDigitizer::cells(crossbar.points), count);
            RowDigitizer::value(&conversion, crossbar.points, code)
        }
    }
}

fn stops(spec: &WhtCrossbar, row: usize, sum: i64, plane: u32) -> bool {
    let Crossbar { points, digitizer, early_termination, .. } = &spec.crossbar;
    if spec.bypasses(row) || *early_termination == EarlyTermination::None {
        return false;
    }
    let remaining = early_termination.remaining(digitizer.greatest(*points), plane);
    let threshold = spec.thresholds.get(row).copied().unwrap_or(0);
    remaining.is_some_and(|remaining| sum.abs() + remaining <= threshold)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blocks::Kind;
    use crate::blocks::wht_crossbar::Transform;

    /// Masks here, sign matrices there.
    #[test]
    fn transforms_are_those_of_the_block() {
        let mut rng = fastrand::Rng::with_seed(3);
        let plain =
            |spec: &WhtCrossbar| spec.crossbar.stitching.is_none_or(|tiles| !tiles.switched);
        for spec in WhtCrossbar::examples().into_iter().filter(plain) {
            let format = spec.input();
            for _ in 0..100 {
                let draw = |_| rng.i64(format.codes());
                let x: Vec<i64> = (0..spec.crossbar.points).map(draw).collect();
                let golden = Transform::new(&spec).transform(&x, true);
                assert_eq!(transform(&spec, &x), (golden.y, golden.planes), "{spec:?}");
            }
        }
    }
}
