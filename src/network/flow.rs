//! Layers to integers, one after another, while the calibration samples flow through them.

use std::collections::BTreeMap;

use crate::blocks::cim_array::Array;
use crate::blocks::cim_tile::CimTile;
use crate::blocks::wht_crossbar::Crossbar;
use crate::design::{self, Activation, Extent, Groups, Weighted};
use crate::diag::{Diagnostic, quoted};
use crate::image::{Shape, Window};
use crate::num::{Format, covering, rounded_mean};

use super::calibrate;
use super::codes;
use super::digitizers::Histograms;
use super::evaluate;
use super::model::{AvgPool, Conv2d, Dense, Layer, Pool, Requantization};
use super::parameters::Parameters;
use super::weights;

/// What comes out of the layers so far.
pub(super) struct Flow<'a> {
    pub arrays: &'a BTreeMap<String, Array>,
    pub crossbars: &'a BTreeMap<String, Crossbar>,
    pub parameters: &'a Parameters,
    pub format: Format,
    /// Real value of one code.
    pub scale: f64,
    /// Calibration samples' codes.
    pub samples: Vec<Vec<i64>>,
    /// Where product-sums are to be counted.
    pub seen: Option<&'a mut Histograms>,
}

/// A product whose sums are not narrowed yet.
struct Product {
    /// Its requantization has no multipliers, and the accumulator's format.
    dense: Dense,
    /// Real value of one unit of each output's sum.
    units: Vec<f64>,
}

impl Flow<'_> {
    /// A layer that gets `input`, in integers; what comes out of it becomes what comes out so far. `by_channel` is
    /// the image whose lanes it puts channel by channel, if it does.
    pub fn layer(
        &mut self,
        layer: &design::Layer,
        input: Extent,
        by_channel: Option<Shape>,
    ) -> Result<Layer, Diagnostic> {
        // Checks of designs refuse all of these.
        let unfit = || {
            let cause = format!("`{}` does not fit what arrives at it", layer.kind());
            Diagnostic::error(codes::SHAPE, cause).help("check the design")
        };
        match layer {
            design::Layer::Dense(dense) => self.dense(dense.into()).map(Layer::Dense),
            design::Layer::Conv2d(conv) => {
                let fitting = input.image().and_then(|image| Some((image, conv.window(image)?)));
                let (image, window) = fitting.ok_or_else(unfit)?;
                self.convolution(conv, image, window).map(Layer::Conv2d)
            }
            design::Layer::Bwht(bwht) => self.transform(bwht, input).map(Layer::Bwht),
            design::Layer::MaxPool(window) => {
                let pool = pool(window, input).ok_or_else(unfit)?;
                self.samples.iter_mut().for_each(|sample| *sample = pool.max(sample));
                Ok(Layer::MaxPool(pool))
            }
            design::Layer::AvgPool(window) => {
                let pool = pool(window, input).ok_or_else(unfit)?;
                let (multiplier, shift) =
                    rounded_mean(pool.window.pixels(), self.format).ok_or_else(unfit)?;
                let average = AvgPool { pool, multiplier, shift };
                self.samples.iter_mut().for_each(|sample| *sample = average.mean(sample));
                Ok(Layer::AvgPool(average))
            }
            design::Layer::Flatten(_) => {
                if let Some(image) = by_channel {
                    self.samples.iter_mut().for_each(|one| *one = image.channels_first(one));
                }
                Ok(Layer::Flatten(by_channel))
            }
            design::Layer::Argmax(_) => Ok(Layer::Argmax),
        }
    }

    fn dense(&mut self, layer: Weighted<'_>) -> Result<Dense, Diagnostic> {
        let Product { mut dense, units } = self.product(layer)?;
        let sums = self.sums(layer.tile, |one, product| dense.sums_by(one, product));
        self.narrow(sums, layer.output, &units, &mut dense.requantization);
        dense.output_scale = self.scale;
        Ok(dense)
    }

    fn convolution(
        &mut self,
        layer: &design::Conv2d,
        input: Shape,
        window: Window,
    ) -> Result<Conv2d, Diagnostic> {
        let Product { dense, units } = self.product(layer.into())?;
        let mut conv = Conv2d {
            name: dense.name,
            tile: dense.tile,
            input,
            window,
            depthwise: layer.groups == Groups::Depthwise,
            weights: dense.weights,
            bias: dense.bias,
            relu: dense.relu,
            requantization: dense.requantization,
            output_scale: 1.0,
        };
        let sums = self.sums(&layer.tile, |one, product| conv.sums_by(one, product));
        self.narrow(sums, layer.output, &units, &mut conv.requantization);
        conv.output_scale = self.scale;
        Ok(conv)
    }

    /// What a layer on `tile` gives for every sample, by the products on that array.
    fn sums(
        &mut self,
        tile: &str,
        mut layer: impl FnMut(&[i64], &mut evaluate::Product<'_>) -> Vec<i64>,
    ) -> Vec<Vec<i64>> {
        let Some(array) = self.arrays.get(tile) else { return vec![] };
        let (format, seen) = (self.format, &mut self.seen);
        let mut product = |weights: &[i64], input: &[i64]| {
            if let Some(seen) = seen {
                seen.count((tile, array), weights, input, format);
            }
            evaluate::product(array, weights, input, format)
        };
        self.samples.iter().map(|sample| layer(sample, &mut product)).collect()
    }

    /// Weights and biases in integers.
    fn product(&self, layer: Weighted<'_>) -> Result<Product, Diagnostic> {
        let absent = |what: &str, help: &str| {
            let cause = format!("layer {} has no {what}", quoted(layer.name));
            Diagnostic::error(codes::NO_TENSOR, cause).help(help)
        };
        let real = self.parameters.layer(layer.name).ok_or_else(|| {
            absent("weights", "give the parameters of every layer that has weights")
        })?;
        let array = self.arrays.get(layer.tile);
        let array = array.ok_or_else(|| absent("array", "add one to the `hardware` section"))?;
        let weights = weights::quantized(&real.weights, array.weight, layer.weight_scale);
        let scale = self.scale * array.unit();
        let units: Vec<f64> = weights.iter().map(|row| scale * row.scale).collect();
        if let Some(unit) = units.iter().find(|unit| !unit.is_normal()) {
            let cause = format!("weights and input scale make a unit of the sums worth {unit}");
            let help = "bring weights and scales nearer to 1";
            return Err(Diagnostic::error(codes::NOT_FINITE, cause).help(help));
        }
        let bias = real.bias.iter().zip(&units);
        let bias: Vec<i64> =
            bias.map(|(bias, unit)| (bias / unit).round_ties_even() as i64).collect();
        let relu = layer.activation == Some(Activation::Relu);
        let inputs = real.weights.first().map_or(0, Vec::len);
        let output = self.accumulator(array, inputs, &bias, relu)?;
        let dense = Dense {
            name: layer.name.to_string(),
            tile: layer.tile.to_string(),
            weights: weights.into_iter().map(|row| row.codes).collect(),
            bias,
            relu,
            requantization: Requantization { multipliers: vec![], shift: 0, output },
            output_scale: 1.0,
        };
        Ok(Product { dense, units })
    }

    /// The narrowest format of all sums, whatever the weights: the tiles' and the biases'.
    fn accumulator(
        &self,
        array: &Array,
        inputs: usize,
        bias: &[i64],
        relu: bool,
    ) -> Result<Format, Diagnostic> {
        let tile = CimTile { array: array.clone(), input: self.format, weights: vec![] }.output();
        let tiles = inputs.div_ceil(array.rows) as i64;
        let ends = |bias: i64, end: i64| end.checked_mul(tiles)?.checked_add(bias);
        let low = ends(bias.iter().copied().min().unwrap_or(0).min(0), tile.min());
        let high = ends(bias.iter().copied().max().unwrap_or(0).max(0), tile.max());
        let format =
            low.zip(high).and_then(|(low, high)| covering(if relu { 0 } else { low }, high));
        // A multiplier of 16 bits comes on top.
        format.filter(|format| format.bits() + 16 <= Format::MAX_BITS).ok_or_else(|| {
            let cause = "biases are so much greater than weights that sums need too many bits";
            Diagnostic::error(codes::TOO_WIDE, cause).help("check the parameters of this layer")
        })
    }

    /// Chooses the constants from what the calibration samples give, and sends the samples on.
    pub(super) fn narrow(
        &mut self,
        sums: Vec<Vec<i64>>,
        output: Option<Format>,
        units: &[f64],
        requantization: &mut Requantization,
    ) {
        (*requantization, self.scale) = match output {
            Some(output) => {
                let real = |sums: &Vec<i64>| -> Vec<f64> {
                    let pixels = sums.iter().zip(units.iter().cycle());
                    pixels.map(|(sum, unit)| *sum as f64 * unit).collect()
                };
                let mut values: Vec<f64> = sums.iter().flat_map(real).collect();
                let scale = calibrate::output_scale(&mut values, output);
                (calibrate::narrowing(units, scale, output), scale)
            }
            None => calibrate::common(units, requantization.output),
        };
        self.samples = sums.iter().map(|sums| requantization.apply(sums)).collect();
        self.format = requantization.output;
    }
}

fn pool(pool: &design::Pool, input: Extent) -> Option<Pool> {
    Some(Pool { input: input.image()?, window: pool.window()? })
}
