//! The float network beside the integers.

use serde::Serialize;

use crate::design::Design;
use crate::diag::Diagnostics;
use crate::network::{Layer, Network, Parameters};
use crate::parallel;

use super::confusion::Confusion;
use super::float::{self, Layer as Float};
use super::network::{Stage, stages};
use super::values::Values;

/// Samples that layers are measured on, at most.
const SAMPLES: usize = 512;

/// Multiplications that a build spends on one form of the network.
const MULTIPLICATIONS: usize = 1 << 27;

/// How much is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// What is recognized, on all samples with labels.
    Whole,
    /// As many samples as a budget of multiplications allows, at most 512.
    Brief,
}

/// A design's network, layer by layer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Profile {
    /// Samples that it was measured on, and how many there are.
    pub samples: (usize, usize),
    /// Layers, without those that only move or compare numbers.
    pub layers: Vec<LayerProfile>,
    /// Of samples with labels.
    pub accuracy: Option<Accuracies>,
}

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

/// Samples that are recognized.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Accuracies {
    /// Samples with labels.
    pub samples: usize,
    /// Recognized by the float network.
    pub float: usize,
    /// Recognized by the integer network.
    pub integers: usize,
    /// For each layer with parameters: samples recognized if its float form takes its place.
    pub replaced: Vec<(String, usize)>,
    /// What the integer network takes for what.
    pub confusion: Confusion,
}

impl Accuracies {
    /// The layer whose float form wins back most, and how many samples; `None` where none does.
    pub fn largest_loss(&self) -> Option<(&str, usize)> {
        let won = self
            .replaced
            .iter()
            .map(|(layer, right)| (layer.as_str(), right.saturating_sub(self.integers)));
        // Of equal ones, the first.
        won.rev().max_by_key(|(_, won)| *won).filter(|(_, won)| *won > 0)
    }
}

/// A layer in both forms.
struct Both {
    name: String,
    float: Option<Float>,
    stage: Stage,
}

impl Both {
    /// Its float form, or itself where that is its definition.
    fn float(&self, values: &Values) -> Values {
        match &self.float {
            Some(float) => Values::Real(float(&values.real())),
            None => self.stage.of(values),
        }
    }

    /// Outputs of a layer on lanes, channels of one on images.
    fn outputs(&self, results: usize) -> usize {
        match self.stage.layer() {
            Layer::Conv2d(conv) => conv.weights.len(),
            Layer::Bwht(bwht) => bwht.channels(),
            Layer::MaxPool(pool) => pool.input.channels,
            Layer::AvgPool(average) => average.pool.input.channels,
            Layer::Dense(_) | Layer::Flatten(_) | Layer::Argmax | Layer::Sign(_) => results,
        }
    }

    fn is_measured(&self) -> bool {
        !matches!(self.stage.layer(), Layer::Flatten(_) | Layer::Argmax | Layer::Sign(_))
    }
}

/// Measures `network`, which was made of `design`, on `samples`: at most 512 of them, evenly apart, and, if it is to be
/// whole, all of them for what is recognized. Reads the parameter file.
pub fn profile(
    (design, network): (&Design, &Network),
    samples: &[Vec<i64>],
    labels: Option<&[i64]>,
    extent: Extent,
) -> Result<Profile, Diagnostics> {
    let parameters = Parameters::read(design)?;
    let names = design.description().layers.iter().enumerate().map(|(number, layer)| {
        let named = layer.parametrized().map(|layer| layer.name.to_string());
        named.unwrap_or_else(|| format!("{} {}", layer.kind(), number + 1))
    });
    let floats = float::layers(design, &parameters).into_iter();
    let all = names.zip(floats).zip(stages(network));
    let layers: Vec<Both> = all.map(|((name, float), stage)| Both { name, float, stage }).collect();
    let budget = MULTIPLICATIONS / multiplications(network).max(1);
    let chosen = spread(samples.len(), budget.clamp(1, SAMPLES));
    let of = |chosen: &[usize]| -> Vec<Vec<i64>> {
        chosen.iter().map(|number| samples[*number].clone()).collect()
    };
    let told = match extent {
        Extent::Whole => spread(samples.len(), samples.len()),
        Extent::Brief => chosen.clone(),
    };
    let scale = network.input_scale;
    let accuracy = labels.map(|labels| {
        let labels: Vec<i64> = told.iter().map(|number| labels[*number]).collect();
        recognized(&layers, &of(&told), &labels, scale)
    });
    Ok(Profile {
        samples: (chosen.len(), samples.len()),
        layers: measured(&layers, &of(&chosen), scale),
        accuracy,
    })
}

/// At most `most` of `count` numbers from 0, evenly apart.
fn spread(count: usize, most: usize) -> Vec<usize> {
    let taken = count.min(most);
    (0..taken).map(|number| number * count / taken).collect()
}

/// Multiplications of weights for one sample.
fn multiplications(network: &Network) -> usize {
    let weights = |rows: &[Vec<i64>]| rows.iter().map(Vec::len).sum::<usize>();
    let layer = |layer: &Layer| match layer {
        Layer::Dense(dense) => weights(&dense.weights),
        Layer::Conv2d(conv) => weights(&conv.weights) * conv.output().pixels(),
        Layer::Bwht(bwht) => {
            let blocks = bwht.blocks.iter();
            let block = |points: usize| 2 * points * points;
            let pixels = bwht.image.map_or(1, |image| image.pixels());
            blocks.map(|one| block(one.forward.crossbar.points)).sum::<usize>() * pixels
        }
        _ => 0,
    };
    network.layers.iter().map(layer).sum()
}

/// What came out of every layer for one sample: of the float network, of the integers, and of the integers without
/// losses of the layer's digitizers.
type Results = Vec<(Vec<f64>, Vec<i64>, Option<Vec<i64>>)>;

fn measured(layers: &[Both], samples: &[Vec<i64>], scale: f64) -> Vec<LayerProfile> {
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

fn recognized(layers: &[Both], samples: &[Vec<i64>], labels: &[i64], scale: f64) -> Accuracies {
    let classes = |form: &(dyn Fn(usize, &Both, &Values) -> Values + Sync)| -> Vec<i64> {
        parallel::map_counted("samples", samples, |sample| {
            let input = Values::Codes(sample.clone(), scale);
            let layers = layers.iter().enumerate();
            class(&layers.fold(input, |values, (number, layer)| form(number, layer, &values)))
        })
    };
    let right = |classes: &[i64]| {
        classes.iter().zip(labels).filter(|(class, label)| class == label).count()
    };
    let integers = classes(&|_, layer, values| layer.stage.of(values));
    let replaced = layers.iter().enumerate().filter(|(_, layer)| layer.has_parameters());
    let replaced = replaced.map(|(replaced, layer)| {
        let form = |number, layer: &Both, values: &Values| match number == replaced {
            true => layer.float(values),
            false => layer.stage.of(values),
        };
        (layer.name.clone(), right(&classes(&form)))
    });
    Accuracies {
        samples: labels.len(),
        float: right(&classes(&|_, layer, values| layer.float(values))),
        replaced: replaced.collect(),
        integers: right(&integers),
        confusion: Confusion::of(&integers, labels),
    }
}

impl Both {
    fn has_parameters(&self) -> bool {
        matches!(self.stage.layer(), Layer::Dense(_) | Layer::Conv2d(_) | Layer::Bwht(_))
    }
}

/// The class that a result stands for: its only number, or its greatest lane.
fn class(values: &Values) -> i64 {
    let real = values.real();
    match real[..] {
        [class] => class.round() as i64,
        _ => float::argmax(&real) as i64,
    }
}
