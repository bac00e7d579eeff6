//! Layers to integers, one after another, while the calibration samples flow through them.

use crate::blocks::cim_array::Array;
use crate::design::{self, Activation, Extent, Groups, HardwareSection, Weighted};
use crate::diag::{Diagnostic, quoted};
use crate::image::{Scan, Shape};
use crate::num::{Format, Range, rounded_mean};
use crate::progress::counted;

use super::codes;
use super::digitizers::Histograms;
use super::evaluate;
use super::model::{AvgPool, Conv2d, Dense, Layer, Pool, Sign};
use super::outputs::{Outputs, Results, too_wide};
use super::parameters::Parameters;
use super::ranges::ActivationRange;
use super::requantization::Requantization;
use super::scaling::{self, Worth};
use super::weights;

/// What comes out of the layers so far.
pub(super) struct Flow<'a> {
    pub hardware: &'a HardwareSection,
    pub parameters: &'a Parameters,
    pub format: Format,
    /// Real value of one code.
    pub scale: f64,
    /// Calibration samples' codes.
    pub samples: Vec<Vec<i64>>,
    /// Where product-sums are to be counted.
    pub seen: Option<&'a mut Histograms>,
    /// Whether codes are steps of a grid ([`scaling::Grid`]).
    pub on_grid: bool,
    /// What the ranges of the layers so far rest on.
    pub ranges: Vec<LayerRange>,
}

/// What the range of a layer's results rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LayerRange {
    /// Name of the layer.
    pub layer: String,
    /// Calibration samples that gave results that count.
    pub samples: usize,
    /// Calibration samples.
    pub of: usize,
}

/// Weights in integers, and what the sums of each output are worth.
struct Product {
    weights: Vec<Vec<i64>>,
    outputs: Outputs,
}

impl Flow<'_> {
    /// A layer that gets `input`, in integers; what comes out of it becomes what comes out so far. `by_channel` is
    /// the image whose lanes it puts channel by channel, if it does.
    pub fn layer(
        &mut self,
        layer: &design::Layer,
        input: Extent,
        by_channel: Option<Shape>,
        results: Results,
    ) -> Result<Layer, Diagnostic> {
        // Checks of designs refuse all of these.
        let unfit = || {
            let cause = format!("`{}` does not fit what arrives at it", layer.kind());
            Diagnostic::error(codes::SHAPE, cause).help("check the design")
        };
        match layer {
            design::Layer::Dense(dense) => self.dense(dense.into(), results).map(Layer::Dense),
            design::Layer::Conv2d(conv) => {
                let fitting = input.image().and_then(|image| Some((image, conv.window(image)?)));
                let (image, window) = fitting.ok_or_else(unfit)?;
                self.convolution(conv, window.over(image), results).map(Layer::Conv2d)
            }
            design::Layer::Bwht(bwht) => self.transform(bwht, input, results).map(Layer::Bwht),
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
            design::Layer::Sign(sign) => Ok(Layer::Sign(self.sign(sign, input))),
        }
    }

    fn dense(&mut self, layer: Weighted<'_>, results: Results) -> Result<Dense, Diagnostic> {
        let Product { weights, outputs } = self.product(layer, results)?;
        let mut dense = Dense {
            name: layer.name.to_string(),
            array: layer.array.to_string(),
            weights,
            requantization: Requantization::nothing(),
            output_scale: 1.0,
        };
        let sums = self.sums(layer.array, |one, product| dense.sums_by(one, product));
        dense.requantization = self.narrow(layer.name, sums, results, &outputs)?;
        dense.output_scale = self.scale;
        Ok(dense)
    }

    fn convolution(
        &mut self,
        layer: &design::Conv2d,
        scan: Scan,
        results: Results,
    ) -> Result<Conv2d, Diagnostic> {
        let Product { weights, outputs } = self.product(layer.into(), results)?;
        let mut conv = Conv2d {
            name: layer.name.clone(),
            array: layer.array.clone(),
            input: scan.image,
            window: scan.window,
            depthwise: layer.groups == Groups::Depthwise,
            weights,
            requantization: Requantization::nothing(),
            output_scale: 1.0,
        };
        let sums = self.sums(&layer.array, |one, product| conv.sums_by(one, product));
        conv.requantization = self.narrow(&layer.name, sums, results, &outputs)?;
        conv.output_scale = self.scale;
        Ok(conv)
    }

    fn sign(&self, sign: &design::Sign, input: Extent) -> Sign {
        let codes = sign.threshold / self.scale;
        // Above a threshold between two codes is above the lower one. On a grid, biases are rounded to steps; the
        // threshold is too, so that a sum that equals it is not above it.
        let code = if self.on_grid { codes.round() } else { codes.floor() };
        // `as` saturates.
        let threshold = (code as i64).clamp(self.format.min() - 1, self.format.max());
        Sign { lanes: input.lanes(), threshold }
    }

    /// What a layer on the array `name` gives for every sample, by the products on that array.
    fn sums(
        &mut self,
        name: &str,
        mut layer: impl FnMut(&[i64], &mut evaluate::Product<'_>) -> Vec<i64>,
    ) -> Vec<Vec<i64>> {
        let Some(array) = self.hardware.of_kind::<Array>(name) else { return vec![] };
        let (format, seen) = (self.format, &mut self.seen);
        let mut product = |weights: &[i64], input: &[i64]| {
            if let Some(seen) = seen {
                seen.count((name, array), weights, input, format);
            }
            evaluate::product(array, weights, input, format)
        };
        let samples = counted("samples", self.samples.iter());
        samples.map(|sample| layer(sample, &mut product)).collect()
    }

    /// Weights in integers, and what their sums are worth.
    fn product(&self, layer: Weighted<'_>, results: Results) -> Result<Product, Diagnostic> {
        let absent = |what: &str, help: &str| {
            let cause = format!("layer {} has no {what}", quoted(layer.name));
            Diagnostic::error(codes::NO_TENSOR, cause).help(help)
        };
        let real = self.parameters.layer(layer.name).ok_or_else(|| {
            absent("weights", "give the parameters of every layer that has weights")
        })?;
        let array = self.hardware.of_kind::<Array>(layer.array);
        let array = array.ok_or_else(|| absent("array", "add one to the `hardware` section"))?;
        let unit = self.scale * array.unit();
        let scales = weights::scales(&real.weights, array.weight, layer.weight_scale);
        let worth = scales.iter().zip(&real.bias);
        let worth = worth.map(|(scale, bias)| Worth { unit: unit * scale, bias: *bias }).collect();
        let relu = layer.activation == Some(Activation::Relu);
        let sums = self.products(array, real.weights.first().map_or(0, Vec::len));
        let outputs = Outputs::new(worth, sums, relu, results)?;
        // Scales are what they are on the grid before weights are rounded to them.
        let scales = outputs.worth.iter().map(|one| one.unit / unit);
        let rows = real.weights.iter().zip(scales);
        let weights = rows.map(|(row, scale)| weights::codes(row, scale, array.weight)).collect();
        Ok(Product { weights, outputs })
    }

    /// All products that arrays can give for so many inputs, whatever the weights.
    fn products(&self, array: &Array, inputs: usize) -> Range {
        let tiles = inputs.div_ceil(array.rows) as i64;
        let tile = array.output(self.format);
        tile.min() * tiles..=tile.max() * tiles
    }

    /// Chooses the constants from what the calibration samples give, and sends the samples on.
    pub(super) fn narrow(
        &mut self,
        name: &str,
        sums: Vec<Vec<i64>>,
        results: Results,
        outputs: &Outputs,
    ) -> Result<Requantization, Diagnostic> {
        let chosen = match results {
            Results::Narrowed(output) => {
                let scale = self.range(name, &sums, output, outputs);
                let Outputs { worth, sums, relu, .. } = outputs;
                Some((scaling::narrowing(worth, scale, (output, *relu), sums), scale))
            }
            Results::Wide => scaling::common(&outputs.worth, outputs.relu, &outputs.sums),
            Results::Compared => outputs.compared(),
        };
        let (requantization, scale) = chosen.ok_or_else(too_wide)?;
        self.samples = sums.iter().map(|sums| requantization.apply(sums)).collect();
        (self.scale, self.format) = (scale, requantization.output);
        self.on_grid = outputs.grid.is_some();
        Ok(requantization)
    }

    /// Real value of one code of `output`, from what the calibration samples give.
    fn range(&mut self, name: &str, sums: &[Vec<i64>], output: Format, outputs: &Outputs) -> f64 {
        let real = |sums: &Vec<i64>| -> Vec<f64> {
            let pixels = sums.iter().zip(outputs.worth.iter().cycle());
            pixels.map(|(sum, worth)| worth.value(*sum)).collect()
        };
        let range = ActivationRange::of(sums.iter().map(real), (output, outputs.relu));
        self.ranges.push(LayerRange {
            layer: name.to_string(),
            samples: range.samples,
            of: sums.len(),
        });
        range.scale.unwrap_or_else(|| outputs.greatest() / output.max().max(1) as f64)
    }
}

fn pool(pool: &design::Pool, input: Extent) -> Option<Pool> {
    Some(Pool { input: input.image()?, window: pool.window()? })
}
