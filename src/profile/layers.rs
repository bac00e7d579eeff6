//! The results of each layer in both forms, from the input on.

use serde::Serialize;

use crate::parallel;

use super::both::Both;
use super::values::Values;

/// One layer's integers beside its float form, both from the beginning.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LayerProfile {
    /// Name in the design file; for a pool, its kind and place.
    pub layer: String,
    /// Format of its results.
    pub format: String,
    /// Real value of one code.
    pub scale: f64,
    /// Signal to quantization noise, in dB; `None` where either is 0.
    pub sqnr_db: Option<f64>,
    /// The largest difference from the float network, in codes.
    pub largest_error: f64,
    /// Share of results at the greatest code that should be above it, and at the least that should be below.
    pub clipped: [f64; 2],
    /// Outputs whose code is 0 for every sample.
    pub dead: Vec<usize>,
    /// Outputs, or channels of an image.
    pub outputs: usize,
    /// What digitizers lose: signal to the noise that they add, in dB, from equal codes; `None` where they lose nothing.
    pub digitizer_db: Option<f64>,
}

/// What came out of every layer for one sample: of the float network, of the integers, and of the integers without
/// losses of the layer's digitizers.
type Results = Vec<(Vec<f64>, Vec<i64>, Option<Vec<i64>>)>;

pub(super) fn measured(layers: &[Both], samples: &[Vec<i64>], scale: f64) -> Vec<LayerProfile> {
    let results: Vec<Results> = parallel::map_counted("samples", samples, |sample| {
        let mut integers = Values::Codes(sample.to_vec(), scale);
        let mut real = integers.clone();
        let step = |layer: &Both| {
            let without = layer.stage.undigitized(&codes(&integers));
            integers = layer.stage.of(&integers);
            real = layer.float(&real);
            (real.real(), codes(&integers), without)
        };
        layers.iter().map(step).collect()
    });
    let layers = layers.iter().enumerate().filter(|(_, layer)| layer.is_measured());
    layers.map(|(number, layer)| of_layer(layer, number, &results)).collect()
}

fn codes(values: &Values) -> Vec<i64> {
    match values {
        Values::Codes(codes, _) => codes.clone(),
        Values::Real(_) => vec![],
    }
}

fn of_layer(layer: &Both, number: usize, results: &[Results]) -> LayerProfile {
    let scale = layer.stage.scale();
    let output = layer.stage.output;
    let (mut signal, mut noise, mut lost) = (0.0, 0.0, 0.0);
    let (mut largest, mut clipped, mut count) = (0.0f64, [0usize; 2], 0usize);
    let outputs = results.first().map_or(0, |one| layer.outputs(one[number].1.len()));
    let mut alive = vec![false; outputs];
    for one in results {
        let (real, codes, without) = &one[number];
        for (lane, (real, code)) in real.iter().zip(codes).enumerate() {
            let right = real / scale;
            signal += right * right;
            noise += (right - *code as f64).powi(2);
            largest = largest.max((right - *code as f64).abs());
            clipped[0] += usize::from(*code == output.max() && right > *code as f64 + 0.5);
            clipped[1] += usize::from(*code == output.min() && right < *code as f64 - 0.5);
            alive[lane % outputs.max(1)] |= *code != 0;
            count += 1;
        }
        for (exact, code) in without.iter().flatten().zip(codes) {
            lost += ((exact - code) as f64).powi(2);
        }
    }
    let share = |clipped: usize| clipped as f64 / count.max(1) as f64;
    LayerProfile {
        layer: layer.name.clone(),
        format: output.to_string(),
        scale,
        sqnr_db: decibel(signal, noise),
        largest_error: hundredths(largest),
        clipped: clipped.map(share),
        dead: (0..outputs).filter(|lane| !alive[*lane]).collect(),
        outputs,
        digitizer_db: decibel(signal, lost),
    }
}

fn decibel(signal: f64, noise: f64) -> Option<f64> {
    (signal > 0.0 && noise > 0.0).then(|| hundredths(10.0 * (signal / noise).log10()))
}

/// To a hundredth: further digits hang on the order of sums.
fn hundredths(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}
