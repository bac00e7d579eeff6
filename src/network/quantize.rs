//! A design with its weights and samples to a network in integers.

use std::collections::BTreeMap;

use crate::blocks::cim_tile::{Array, CimTile};
use crate::design::{self, Activation, Design, Hardware};
use crate::diag::{Diagnostic, Diagnostics};
use crate::num::{Format, covering};

use super::calibrate;
use super::codes;
use super::model::{Dense, Layer, Network, Requantization};
use super::parameters::{Parameters, Real};
use super::samples::Samples;
use super::weights;

/// The integer network of a design: weights per output, biases in units of the sums, and constants
/// that bring sums to the range seen on the calibration samples. Reads the files that the design names.
pub fn quantize(design: &Design) -> Result<Network, Diagnostics> {
    let parameters = Parameters::read(design);
    let samples = calibration(design);
    let (parameters, samples) = match (parameters, samples) {
        (Ok(parameters), Ok(samples)) => (parameters, samples),
        (parameters, samples) => {
            return Err(parameters.err().into_iter().chain(samples.err()).flatten().collect());
        }
    };
    quantize_with(design, &parameters, samples)
}

/// Like [`quantize`], with weights and calibration samples at hand.
pub(super) fn quantize_with(
    design: &Design,
    parameters: &Parameters,
    samples: Option<Samples>,
) -> Result<Network, Diagnostics> {
    let description = design.description();
    let arrays = description.hardware.iter().map(|(name, hardware)| {
        let Hardware::CimTile(array) = hardware;
        (name.clone(), array.clone())
    });
    let mut network = Network {
        input: description.input.format,
        lanes: design.input_lanes(),
        input_scale: description.input.scale,
        arrays: arrays.collect(),
        layers: vec![],
    };
    let mut flow = Flow {
        format: network.input,
        scale: network.input_scale,
        samples: samples.map(|samples| samples.codes).unwrap_or_default(),
    };
    for (number, layer) in description.layers.iter().enumerate() {
        let layer = match layer {
            design::Layer::Argmax(_) => Layer::Argmax,
            design::Layer::Conv2d(_)
            | design::Layer::MaxPool(_)
            | design::Layer::AvgPool(_)
            | design::Layer::Flatten(_) => {
                let cause = "layers on images cannot be quantized yet";
                return Err(vec![Diagnostic::error(codes::NO_TENSOR, cause)]);
            }
            design::Layer::Dense(layer) => {
                let at = |diagnostic: Diagnostic| {
                    let place = design.place(&format!("layers.{number}.dense"));
                    vec![Diagnostic { place, ..diagnostic }]
                };
                let absent = || no_parameters(&layer.name);
                let real = parameters.layer(&layer.name).ok_or_else(absent).map_err(at)?;
                Layer::Dense(flow.dense(layer, real, &network.arrays).map_err(at)?)
            }
        };
        network.layers.push(layer);
    }
    Ok(network)
}

fn no_parameters(layer: &str) -> Diagnostic {
    Diagnostic::error(codes::NO_TENSOR, format!("layer `{layer}` has no weights"))
        .help("give the parameters of every dense layer")
}

/// Samples that set ranges, where some layer needs them.
fn calibration(design: &Design) -> Result<Option<Samples>, Diagnostics> {
    let description = design.description();
    let narrowed = description
        .layers
        .iter()
        .position(|layer| matches!(layer, design::Layer::Dense(dense) if dense.output.is_some()));
    let Some(narrowed) = narrowed else { return Ok(None) };
    let data = description.data.as_ref();
    let (path, file) = match data.map(|data| (&data.calibration, &data.train)) {
        Some((Some(file), _)) => ("data.calibration", file),
        Some((None, Some(train))) => ("data.train.input", &train.input),
        _ => {
            let cause = "a layer has an `output` format, and no samples say its range";
            let help = "add `data: { calibration: samples.npy }`, not the test samples";
            let place = design.place(&format!("layers.{narrowed}.dense.output"));
            let diagnostic = Diagnostic::error(codes::NOT_NAMED, cause).help(help);
            return Err(vec![Diagnostic { place, ..diagnostic }]);
        }
    };
    let input = &description.input;
    Samples::read(&design.file(file), design.input_lanes(), input.format, input.scale)
        .map(Some)
        .map_err(|diagnostic| vec![Diagnostic { place: design.place(path), ..diagnostic }])
}

/// What comes out of the layers so far.
struct Flow {
    format: Format,
    scale: f64,
    /// Calibration samples' codes.
    samples: Vec<Vec<i64>>,
}

impl Flow {
    fn dense(
        &mut self,
        layer: &design::Dense,
        real: &Real,
        arrays: &BTreeMap<String, Array>,
    ) -> Result<Dense, Diagnostic> {
        let array = &arrays[&layer.tile];
        let weights: Vec<weights::Quantized> =
            real.weights.iter().map(|row| weights::quantized(row, array.weight)).collect();
        // Real value of one unit of each output's sum.
        let sums: Vec<f64> = weights.iter().map(|row| self.scale * row.scale).collect();
        if let Some(unit) = sums.iter().find(|unit| !unit.is_normal()) {
            let cause = format!("weights and input scale make a unit of the sums worth {unit}");
            let help = "bring weights and scales nearer to 1";
            return Err(Diagnostic::error(codes::NOT_FINITE, cause).help(help));
        }
        let bias: Vec<i64> = real
            .bias
            .iter()
            .zip(&sums)
            .map(|(bias, unit)| (bias / unit).round_ties_even() as i64)
            .collect();
        let relu = layer.activation == Some(Activation::Relu);
        let accumulator =
            self.accumulator(array, real.weights.first().map_or(0, Vec::len), &bias, relu)?;
        let requantization = Requantization { multipliers: vec![], shift: 0, output: accumulator };
        let mut dense = Dense {
            name: layer.name.clone(),
            tile: layer.tile.clone(),
            weights: weights.into_iter().map(|row| row.codes).collect(),
            bias,
            relu,
            requantization,
            output_scale: 1.0,
        };
        self.requantize(&mut dense, layer.output, &sums, arrays);
        Ok(dense)
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
    fn requantize(
        &mut self,
        dense: &mut Dense,
        output: Option<Format>,
        units: &[f64],
        arrays: &BTreeMap<String, Array>,
    ) {
        let format = self.format;
        let sums: Vec<Vec<i64>> =
            self.samples.iter().map(|sample| dense.sums(arrays, sample, format)).collect();
        match output {
            Some(output) => {
                let value = |sums: &Vec<i64>| -> Vec<f64> {
                    sums.iter().zip(units).map(|(sum, unit)| *sum as f64 * unit).collect()
                };
                let mut values: Vec<f64> = sums.iter().flat_map(value).collect();
                dense.output_scale = calibrate::output_scale(&mut values, output);
                dense.requantization = calibrate::narrowing(units, dense.output_scale, output);
            }
            None => {
                let accumulator = dense.requantization.output;
                (dense.requantization, dense.output_scale) = calibrate::common(units, accumulator);
            }
        }
        self.samples = sums.iter().map(|sums| dense.requantization.apply(sums)).collect();
        self.format = dense.requantization.output;
        self.scale = dense.output_scale;
    }
}
