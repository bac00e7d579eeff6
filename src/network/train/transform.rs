//! A blockwise Walsh-Hadamard layer in floats, with the integer network's planes and digitizers in it.
//!
//! Forward, every plane is digitized; backward, a comparator is the derivative of `tanh(tau x)`, x being a
//! product-sum in units of its deviation, and the planes of an input share its gradient evenly (N. Darabi et al.,
//! arXiv:2309.01771, train through the same function; how planes share is ours).

use std::collections::HashMap;
use std::ops::Range as Channels;

use candle_core::{DType, Error, Result, Tensor, Var};

use crate::blocks::digitizer::{Conversion, RangeRule};
use crate::blocks::wht_crossbar::{Crossbar, RowDigitizer, RowOrder, Sign, Tie};
use crate::design::{Activation, Bwht, Design, Extent, Planes};
use crate::num::{Format, bits_for_unsigned};

use super::range::{Range, straight_through};
use super::{DEVICE, Numbers};

/// Thresholds begin at this share of the greatest sum.
const FIRST_THRESHOLD: f32 = 0.05;

pub(super) struct Transform {
    /// What names of its tensors begin with.
    prefix: String,
    planes: Planes,
    blocks: Vec<ChannelTransform>,
    channels: usize,
    dc_bypass: bool,
    relu: bool,
    output: Option<Range>,
    /// Of each coefficient, as a share of the greatest sum.
    thresholds: Var,
    /// Logarithm of what each block is multiplied with on its way back.
    scales: Var,
    /// Real values of a unit of each block's sums, as the last batch had them.
    units: Vec<f64>,
}

struct ChannelTransform {
    channels: Channels<usize>,
    crossbar: Crossbar,
    /// `[points, points]`, +1 and -1.
    matrix: Tensor,
}

impl Transform {
    pub fn new(design: &Design, layer: &Bwht, input: Extent) -> Result<Self> {
        let hardware = &design.description().hardware;
        // Checked designs have it.
        let crossbar = hardware.of_kind::<Crossbar>(&layer.crossbar);
        let crossbar = crossbar.ok_or_else(|| Error::msg("a layer has no crossbar"))?;
        let blocks = crossbar.blockwise(input.channels()).into_iter();
        let blocks = blocks.map(|(channels, crossbar)| {
            let matrix = matrix(&crossbar)?;
            Ok(ChannelTransform { channels, crossbar, matrix })
        });
        let blocks: Vec<ChannelTransform> = blocks.collect::<Result<_>>()?;
        let coefficients: usize = blocks.iter().map(|block| block.crossbar.points).sum();
        let thresholds = Tensor::full(FIRST_THRESHOLD, coefficients, &DEVICE)?;
        let scales: Vec<f32> =
            blocks.iter().map(|block| -(block.crossbar.points as f32).ln()).collect();
        Ok(Self {
            prefix: layer.tensor_prefix().to_string(),
            planes: layer.planes,
            units: vec![1.0; blocks.len()],
            scales: Var::from_vec(scales, blocks.len(), &DEVICE)?,
            thresholds: Var::from_tensor(&thresholds)?,
            blocks,
            channels: input.channels(),
            dc_bypass: layer.dc_bypass,
            relu: layer.activation == Some(Activation::Relu),
            output: layer.output.map(Range::new),
        })
    }

    pub fn vars(&self) -> Vec<Var> {
        vec![self.thresholds.clone(), self.scales.clone()]
    }

    /// Real value of one output code; `None` where the result is not narrowed.
    pub fn scale(&self) -> Option<f64> {
        self.output.as_ref().and_then(Range::scale)
    }

    /// What is left of thresholds up to the greatest sums, in the mean: the less, the sooner rows stop. What pulls them
    /// down again is the decay of weights.
    pub fn room(&self) -> Result<Tensor> {
        self.shares()?.affine(-1.0, 1.0)?.mean_all()
    }

    /// `[samples, lanes]` to as many, for inputs whose codes are of `format` and worth `scale`.
    pub fn forward(
        &mut self,
        x: &Tensor,
        (format, scale): (Format, f64),
        numbers: Numbers,
    ) -> Result<Tensor> {
        let samples = x.dim(0)?;
        let pixels = x.reshape(((), self.channels))?;
        let (shares, mut first) = (self.shares()?, 0);
        let mut back = vec![];
        for number in 0..self.blocks.len() {
            let points = self.blocks[number].crossbar.points;
            let shares = shares.narrow(0, first, points)?;
            first += points;
            let lanes = self.blocks[number].channels.clone();
            let lanes = pixels.narrow(1, lanes.start, lanes.len())?;
            back.push(self.block(number, &lanes, &shares, (format, scale), numbers)?);
        }
        let y = Tensor::cat(&back, 1)?.reshape((samples, ()))?;
        let y = if self.relu { y.relu()? } else { y };
        match &mut self.output {
            Some(range) if numbers.are_codes() => range.codes(&y),
            _ => Ok(y),
        }
    }

    /// There and back.
    fn block(
        &mut self,
        number: usize,
        x: &Tensor,
        shares: &Tensor,
        (format, scale): (Format, f64),
        numbers: Numbers,
    ) -> Result<Tensor> {
        let ChannelTransform { crossbar, matrix, channels } = &self.blocks[number];
        let (points, digitizer) = (crossbar.points, &crossbar.digitizer);
        let gain = self.scales.narrow(0, number, 1)?.exp()?;
        let x = x.pad_with_zeros(1, 0, points - channels.len())?;
        let Numbers::Codes { tau } = numbers else {
            // Orthonormal there and back, so that shares are of what is usual.
            let norm = 1.0 / (points as f64).sqrt();
            let there = soft(&(x.matmul(matrix)? * norm)?, shares)?;
            let back = ((there.matmul(matrix)? * norm)? * points as f64)?;
            return back.broadcast_mul(&gain)?.narrow(1, 0, channels.len());
        };
        let planes = self.planes.of(format);
        let (bits, sign) = planes.ok_or_else(|| Error::msg("inputs have no planes"))?;
        let most = crossbar.greatest(bits);
        let codes = (x / scale)?;
        let there = sums(crossbar, matrix, &codes, (bits, sign), tau)?;
        let thresholds = (shares * most as f64)?;
        let thresholds = straight_through(&thresholds, &thresholds.round()?)?;
        let there = soft(&there, &thresholds)?;
        let back_bits = bits_for_unsigned(most.unsigned_abs());
        let back = sums(crossbar, matrix, &there, (back_bits, Sign::SignedMagnitude), tau)?;
        let unit = digitizer.unit(points);
        self.units[number] = scale * unit * most as f64;
        let real = (back * (scale * unit * unit))?;
        real.broadcast_mul(&gain)?.narrow(1, 0, channels.len())
    }

    /// Thresholds within their range, zero where there is none.
    fn shares(&self) -> Result<Tensor> {
        let shares = self.thresholds.abs()?;
        // One at the greatest sum can come down again.
        let shares = straight_through(&shares, &shares.clamp(0f32, 1f32)?)?;
        if !self.dc_bypass {
            return Ok(shares);
        }
        let count = shares.elem_count();
        let mut keeps = vec![1f32; count];
        let mut first = 0;
        for block in &self.blocks {
            keeps[first] = 0.0;
            first += block.crossbar.points;
        }
        shares * Tensor::from_vec(keeps, count, &DEVICE)?
    }

    /// Thresholds and scales as parameter files name them.
    pub fn tensors(&self) -> Result<HashMap<String, Tensor>> {
        let mut units = vec![];
        for (block, unit) in self.blocks.iter().zip(&self.units) {
            units.extend(std::iter::repeat_n(*unit as f32, block.crossbar.points));
        }
        let units = Tensor::from_vec(units, self.thresholds.elem_count(), &DEVICE)?;
        Ok(HashMap::from([
            (format!("{}.threshold", self.prefix), (self.shares()? * units)?),
            (format!("{}.scale", self.prefix), self.scales.exp()?),
        ]))
    }
}

/// `sign(x) max(|x| - T, 0)`.
fn soft(x: &Tensor, thresholds: &Tensor) -> Result<Tensor> {
    x.sign()?.detach() * x.abs()?.broadcast_sub(thresholds)?.relu()?
}

/// What rows add up to for codes of so many planes.
fn sums(
    crossbar: &Crossbar,
    matrix: &Tensor,
    codes: &Tensor,
    (bits, sign): (u32, Sign),
    tau: f64,
) -> Result<Tensor> {
    // Codes are whole but for the rounding of floats.
    let whole = codes.round()?.detach();
    let most = ((1i64 << bits) - 1) as f32;
    let magnitude = match sign {
        Sign::SignedMagnitude => whole.abs()?.clamp(0f32, most)?,
        Sign::TwosComplement => {
            ((whole.lt(0f32)?.to_dtype(DType::F32)? * f64::from(most + 1.0))? + &whole)?
        }
        Sign::Unsigned => whole.clamp(0f32, most)?,
    };
    let signs = if sign == Sign::SignedMagnitude { whole.sign()? } else { whole.ones_like()? };
    let mut digitized = Digitized::new(crossbar, tau);
    let mut all = None;
    let mut slopes: Option<Tensor> = None;
    for plane in (0..bits).rev() {
        let above = (&magnitude / 2f64.powi(plane as i32))?.floor()?;
        let bit = (&above - ((&above / 2.0)?.floor()? * 2.0)?)?;
        let sum = (bit * &signs)?.matmul(matrix)?;
        let negative = sign == Sign::TwosComplement && plane + 1 == bits;
        let worth = 2f64.powi(plane as i32) * if negative { -1.0 } else { 1.0 };
        let added = (digitized.plane(&sum)? * worth)?;
        all = Some(match all {
            Some(all) => (all + added)?,
            None => added,
        });
        let slope = (digitized.slope(&sum)? / f64::from(bits))?;
        slopes = Some(match slopes {
            Some(slopes) => (slopes + slope)?,
            None => slope,
        });
    }
    let (Some(all), Some(slopes)) = (all, slopes) else { return Err(Error::msg("no planes")) };
    straight_through(&(codes.matmul(matrix)? * slopes.detach())?, &all)
}

/// Decisions of a crossbar's rows, plane by plane.
struct Digitized<'a> {
    crossbar: &'a Crossbar,
    conversion: Option<Conversion>,
    tau: f64,
    /// What comparators said last.
    said: Option<Tensor>,
}

impl<'a> Digitized<'a> {
    fn new(crossbar: &'a Crossbar, tau: f64) -> Self {
        Self { crossbar, conversion: crossbar.digitizer.conversion(), tau, said: None }
    }

    /// What a plane adds for its product-sums.
    fn plane(&mut self, sum: &Tensor) -> Result<Tensor> {
        let points = self.crossbar.points as f64;
        match (&self.crossbar.digitizer, &self.conversion) {
            (RowDigitizer::Comparator, _) => self.compared(sum),
            (_, Some(conversion)) => {
                let bits = conversion.bits().unwrap_or(1);
                let most = (1i64 << bits) - 1;
                let count = (sum + points)?;
                let (low, step, none) = match conversion.range() {
                    RangeRule::Full => {
                        (0.0, 2.0 * points / 2f64.powi(bits as i32), 2f64.powi(bits as i32 - 1))
                    }
                    RangeRule::Window(window) => (window.low.into(), window.step.into(), points),
                    RangeRule::Clip | RangeRule::Calibrated => (0.0, 1.0, points),
                };
                let code = ((count - low)? / step)?.floor()?.clamp(0f32, most as f32)?;
                match conversion.range() {
                    RangeRule::Full => code - none,
                    _ => ((code * step)? + low)? - none,
                }
            }
            (_, None) => Ok(sum.clone()),
        }
    }

    fn compared(&mut self, sum: &Tensor) -> Result<Tensor> {
        let zero = sum.eq(0f32)?.to_dtype(DType::F32)?;
        let tied = match (self.crossbar.tie, &self.said) {
            (Tie::Zero, _) => return sum.sign(),
            (Tie::Minus, _) => zero.neg()?,
            (Tie::Previous, Some(said)) => (zero * said)?,
            // Chance is left to inference.
            (Tie::Plus | Tie::Previous | Tie::Random(_), _) => zero,
        };
        let said = (sum.sign()? + tied)?;
        self.said = Some(said.clone());
        Ok(said)
    }

    /// The derivative that is taken for that of [`Self::plane`].
    fn slope(&self, sum: &Tensor) -> Result<Tensor> {
        let points = self.crossbar.points as f64;
        match self.crossbar.digitizer {
            RowDigitizer::Comparator => {
                let scale = self.tau / points.sqrt();
                let tanh = (sum * scale)?.tanh()?;
                tanh.sqr()?.affine(-scale, scale)
            }
            _ => sum.ones_like()? / self.crossbar.digitizer.unit(self.crossbar.points),
        }
    }
}

/// The matrix of a crossbar, by the parity of bits that row and column have in common.
fn matrix(crossbar: &Crossbar) -> Result<Tensor> {
    let points = crossbar.points;
    let across = |row: usize| row.reverse_bits() >> (usize::BITS - points.ilog2());
    let cell = |row: usize, at: usize| {
        let row = match crossbar.order {
            RowOrder::Natural => row,
            RowOrder::Dyadic => across(row),
            RowOrder::Sequency => across(row ^ row >> 1),
        };
        1.0 - 2.0 * ((row & at).count_ones() % 2) as f32
    };
    let cells = (0..points).flat_map(|at| (0..points).map(move |row| cell(row, at)));
    Tensor::from_vec(cells.collect::<Vec<f32>>(), (points, points), &DEVICE)
}
