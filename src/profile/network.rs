//! The layers of the integer network, on codes or on real numbers.

use crate::blocks::cim_array::Array;
use crate::blocks::digitizer::Conversion;
use crate::network::{self, Layer, Network, Requantization};
use crate::num::{Format, quantize};

use super::float;
use super::image::{convolved, dot, pooled};
use super::values::Values;

/// One layer of the integer network by itself.
pub(super) struct Stage {
    /// A network of this layer alone.
    network: Network,
    /// Real value of one code that comes in.
    scale_in: f64,
    /// Real value of one code that comes out; 1 for indices and signs.
    scale_out: f64,
    /// Format of what comes out.
    pub output: Format,
}

/// The layers of a network, each by itself.
pub(super) fn stages(network: &Network) -> Vec<Stage> {
    let (mut scale_in, mut format) = (network.input_scale, network.input);
    let stage = |layer: &Layer| {
        let alone = Network { input: format, layers: vec![layer.clone()], ..network.clone() };
        let alone = Network { input_scale: scale_in, ..alone };
        let (scale_out, output) = match (layer, layer.results()) {
            (_, Some(results)) => (results.scale, results.format),
            (Layer::Argmax | Layer::Sign(_), None) => (1.0, format),
            (_, None) => (scale_in, format),
        };
        let stage = Stage { network: alone, scale_in, scale_out, output };
        (scale_in, format) = (scale_out, output);
        stage
    };
    network.layers.iter().map(stage).collect()
}

impl Stage {
    pub fn layer(&self) -> &Layer {
        &self.network.layers[0]
    }

    /// Real value of one code that comes out.
    pub fn scale(&self) -> f64 {
        self.scale_out
    }

    /// What it gives for codes where its digitizers lose nothing; `None` where they do not.
    pub fn undigitized(&self, codes: &[i64]) -> Option<Vec<i64>> {
        let array = self.array().filter(|array| array.digitizer != Conversion::Exact)?;
        let codes: Vec<f64> = codes.iter().map(|code| *code as f64 / array.unit()).collect();
        self.multiplied(&codes)
    }

    /// The array that it runs on.
    fn array(&self) -> Option<&Array> {
        let name = match self.layer() {
            Layer::Dense(dense) => &dense.array,
            Layer::Conv2d(conv) => &conv.array,
            _ => return None,
        };
        self.network.array(name)
    }

    /// Output codes for inputs in units of their codes, which need not be whole, without digitizers.
    fn multiplied(&self, input: &[f64]) -> Option<Vec<i64>> {
        let (sums, requantization) = match self.layer() {
            Layer::Dense(dense) => {
                let rows = numbers(&dense.weights);
                (rows.iter().map(|row| dot(row, input)).collect(), &dense.requantization)
            }
            Layer::Conv2d(conv) => {
                let filters = numbers(&conv.weights);
                (convolved(conv.scan(), conv.depthwise, &filters, input), &conv.requantization)
            }
            _ => return None,
        };
        let sums: Vec<f64> = sums;
        Some(narrowed(requantization, &sums))
    }

    /// What it gives. Real numbers are multiplied as they are where digitizers lose nothing, and rounded to codes where
    /// only codes can be digitized.
    pub fn of(&self, values: &Values) -> Values {
        let codes = match values {
            Values::Codes(codes, _) => codes.clone(),
            Values::Real(real) => match self.on_real(real) {
                Some(values) => return values,
                None => self.rounded(real),
            },
        };
        Values::Codes(self.network.evaluate(&codes), self.scale_out)
    }

    fn rounded(&self, real: &[f64]) -> Vec<i64> {
        real.iter().map(|value| quantize(*value, self.scale_in, self.network.input)).collect()
    }

    fn on_real(&self, real: &[f64]) -> Option<Values> {
        let Some(array) = self.array() else { return self.without_products(real) };
        let scaled: Vec<f64> = real.iter().map(|value| value / self.scale_in).collect();
        let is_exact = array.digitizer == Conversion::Exact;
        let codes = is_exact.then(|| self.multiplied(&scaled))??;
        Some(Values::Codes(codes, self.scale_out))
    }

    /// Layers that only move or compare numbers go on with real ones.
    fn without_products(&self, real: &[f64]) -> Option<Values> {
        let layer = self.layer();
        Some(match layer {
            Layer::MaxPool(pool) | Layer::AvgPool(network::AvgPool { pool, .. }) => {
                let greatest = |under: &[f64]| under.iter().copied().fold(f64::MIN, f64::max);
                let mean = |under: &[f64]| under.iter().sum::<f64>() / under.len() as f64;
                let of = if matches!(layer, Layer::MaxPool(_)) { greatest } else { mean };
                Values::Real(pooled(pool.scan(), real, of))
            }
            Layer::Flatten(Some(image)) => Values::Real(image.channels_first(real)),
            Layer::Flatten(None) => Values::Real(real.to_vec()),
            Layer::Argmax => Values::Codes(vec![float::argmax(real) as i64], 1.0),
            Layer::Sign(sign) => {
                let above = |value: &f64| value / self.scale_in > sign.threshold as f64;
                Values::Codes(real.iter().map(|value| i64::from(above(value))).collect(), 1.0)
            }
            Layer::Dense(_) | Layer::Conv2d(_) | Layer::Bwht(_) => return None,
        })
    }
}

fn numbers(codes: &[Vec<i64>]) -> Vec<Vec<f64>> {
    codes.iter().map(|row| row.iter().map(|code| *code as f64).collect()).collect()
}

/// Output codes of sums that are no whole numbers.
fn narrowed(requantization: &Requantization, sums: &[f64]) -> Vec<i64> {
    let Requantization { lanes, relu, output } = requantization;
    let least = if *relu { 0 } else { output.min() };
    let lane = |(sum, lane): (&f64, &network::Scaling)| {
        let scaled =
            (sum * lane.multiplier as f64 + lane.bias as f64) / 2f64.powi(lane.shift as i32);
        // `as` saturates.
        ((scaled + 0.5).floor() as i64).clamp(least, output.max())
    };
    sums.iter().zip(lanes.iter().cycle()).map(lane).collect()
}
