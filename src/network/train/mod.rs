//! Training a design's network, quantization-aware, from a fixed seed. Feature `train`.
//!
//! Weights and hidden activations go through the quantizers of the integer network in every forward
//! pass, gradients straight through them (Y. Bengio et al., arXiv:1308.3432; B. Jacob et al., CVPR
//! 2018, section 3). Digitizers of tiles that clip are not modelled in training; those of crossbars are. One seed gives one file on one
//! kind of processor: sums of floats may be ordered differently on another.

mod adam;
mod batches;
mod model;
mod product;
mod range;
#[cfg(test)]
mod tests;
mod transform;
mod windows;

use std::collections::HashMap;

use candle_core::{Device, Tensor};

use crate::design::{Design, Layer};
use crate::diag::{Diagnostic, Diagnostics, quoted};

use super::codes;
use super::files::save;
use super::labels::{Part, classes, labelled};
use super::parameters::Parameters;
use super::quantize::quantize_with;
use super::samples::Samples;
use super::{Network, accuracy};

/// How long and how hard to train.
#[derive(Clone, Copy, Debug)]
pub struct Recipe {
    /// Seed of weights, orders and shifts.
    pub seed: u64,
    /// Passes over the samples.
    pub epochs: usize,
    /// Samples a step.
    pub batch: usize,
    /// First step size; falls to zero as half a cosine.
    pub rate: f64,
    /// Share of each weight that a step of size 1 takes away.
    pub decay: f64,
    /// Share of a label given to all classes alike.
    pub smoothing: f64,
    /// Share of images that are moved by a pixel.
    pub shifts: f64,
    /// Samples at the end of the training set that are only looked at.
    pub hold_out: usize,
    /// How hard thresholds of transforms are pushed up: what is added to the loss for each share of the greatest sum
    /// that they are below it, in the mean over coefficients. The more, the sooner rows stop.
    pub push: f64,
    /// Whether nothing is quantized: the twin in floats that the network is measured against.
    pub floats: bool,
}

/// What numbers are during training.
#[derive(Clone, Copy)]
enum Numbers {
    /// Those of the integer network, with comparators as sharp as `tau` on the way back.
    Codes { tau: f64 },
    /// Real ones.
    Floats,
}

impl Numbers {
    fn are_codes(self) -> bool {
        matches!(self, Self::Codes { .. })
    }
}

impl Default for Recipe {
    /// Chosen on the last 287 of the 1,437 training digits.
    fn default() -> Self {
        Self {
            seed: 2,
            epochs: 120,
            batch: 48,
            rate: 8e-3,
            decay: 1e-2,
            smoothing: 0.05,
            shifts: 0.3,
            hold_out: 0,
            push: 0.0,
            floats: false,
        }
    }
}

/// What came of it. A twin recognizes them in floats.
#[derive(Clone, Copy, Debug)]
pub struct Trained {
    /// Samples trained with, and how many of them the integer network recognizes.
    pub training: (usize, usize),
    /// Samples held out, and how many of them the integer network recognizes.
    pub held_out: (usize, usize),
    /// The design's test samples, and how many of them it recognizes; `None` where it has none.
    pub tested: Option<(usize, usize)>,
}

/// Samples with their labels.
struct Labelled {
    samples: Samples,
    labels: Vec<i64>,
    /// Labels are below this.
    classes: usize,
}

/// Trains the network of `design` on its training samples and writes its parameter file. A twin in floats writes
/// nothing.
pub fn train(design: &Design, recipe: Recipe) -> Result<Trained, Diagnostics> {
    own_tensors(design)?;
    let all = read(design, Part::Train)?;
    let (kept, held) = split(all, recipe.hold_out);
    let mut model = model::Model::new(design, recipe.seed).map_err(failed)?;
    model.fit(design, &kept, recipe).map_err(failed)?;
    let tested = match design.description().data.as_ref().and_then(|data| data.test.as_ref()) {
        Some(_) => Some(read(design, Part::Test)?),
        None => None,
    };
    if recipe.floats {
        let mut figure = |part: &Labelled| {
            let right = model.recognized(part).map_err(failed)?;
            Ok::<_, Diagnostics>((part.labels.len(), right))
        };
        let tested = tested.as_ref().map(&mut figure).transpose()?;
        return Ok(Trained { training: figure(&kept)?, held_out: figure(&held)?, tested });
    }
    let tensors = model.tensors().map_err(failed)?;
    write(design, &tensors)?;
    let parameters = Parameters::read(design)?;
    let made = quantize_with(design, &parameters, Some(kept.samples.clone()))?;
    let network = made.network;
    let figure = |part: &Labelled| (part.labels.len(), recognized(&network, part));
    let tested = tested.as_ref().map(figure);
    Ok(Trained { training: figure(&kept), held_out: figure(&held), tested })
}

/// Refuses layers that take the same tensor: what is trained for one would overwrite the other's.
fn own_tensors(design: &Design) -> Result<(), Diagnostics> {
    let mut seen = HashMap::new();
    for (number, layer) in design.description().layers.iter().enumerate() {
        let Some(name) = layer.parametrized().map(|layer| layer.name) else { continue };
        for tensor in layer.tensors() {
            let Some(first) = seen.insert(tensor.clone(), name) else { continue };
            let cause = format!(
                "layers {} and {} take the tensor {}, and each trains one of its own",
                quoted(first),
                quoted(name),
                quoted(&tensor)
            );
            let place = design.place(&format!("layers.{number}.{}.name", layer.kind()));
            let error = Diagnostic::error(codes::SHARED_TENSOR, cause);
            let error = error.help("give each a `prefix` of its own");
            return Err(vec![Diagnostic { place, ..error }]);
        }
    }
    Ok(())
}

fn recognized(network: &Network, part: &Labelled) -> usize {
    accuracy(&network.evaluate_all(&part.samples), &part.labels)
}

fn failed(error: candle_core::Error) -> Diagnostics {
    vec![Diagnostic::error(codes::WRONG_KIND, format!("training failed: {error}"))]
}

fn read(design: &Design, part: Part) -> Result<Labelled, Diagnostics> {
    let at = |path: &'static str| {
        move |one: Diagnostic| vec![Diagnostic { place: design.place(path), ..one }]
    };
    let Some((samples, labels)) = labelled(design, part)? else {
        let cause = "the design names no samples to train with";
        let help = "add `data: { train: { input: x.npy, labels: y.npy } }`";
        return Err(at("data")(Diagnostic::error(codes::NOT_NAMED, cause).help(help)));
    };
    if let Some(Layer::Sign(_)) = design.description().layers.last() {
        let cause = "training tells classes apart by the greatest output, and this network ends with a `sign`";
        let help = "train with two outputs and an argmax, or train it elsewhere";
        return Err(at("layers")(Diagnostic::error(codes::LABELS, cause).help(help)));
    }
    let classes = classes(design).ok_or_else(|| {
        let cause = "a network of one output has no classes to train for";
        at("layers")(
            Diagnostic::error(codes::LABELS, cause).help("give the last layer more outputs"),
        )
    })?;
    Ok(Labelled { samples, labels, classes })
}

fn split(mut all: Labelled, hold_out: usize) -> (Labelled, Labelled) {
    let kept = all.labels.len().saturating_sub(hold_out).max(1);
    let held = Labelled {
        samples: Samples { codes: all.samples.codes.split_off(kept) },
        labels: all.labels.split_off(kept),
        classes: all.classes,
    };
    (all, held)
}

fn write(design: &Design, tensors: &HashMap<String, Tensor>) -> Result<(), Diagnostics> {
    let Some(file) = &design.description().parameters else {
        let cause = "the design names no file of weights";
        let help = "add `parameters: weights.safetensors`";
        return Err(vec![Diagnostic::error(codes::NOT_NAMED, cause).help(help)]);
    };
    let views = tensors.iter().map(|(name, tensor)| (name.as_str(), tensor));
    let bytes = safetensors::serialize(views, None)
        .map_err(|error| failed(candle_core::Error::wrap(error)))?;
    save(&design.file(file), &bytes).map_err(|diagnostic| vec![diagnostic])
}

/// Everything is computed here.
const DEVICE: Device = Device::Cpu;
