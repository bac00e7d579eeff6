//! The float network beside the integers.

use serde::Serialize;

use crate::design::Design;
use crate::diag::Diagnostics;
use crate::network::{Layer, Network, Parameters, classes};
use crate::num::evenly;

use super::accuracy::{Accuracies, recognized};
use super::both::Both;
use super::float;
use super::layers::{LayerProfile, measured};
use super::network::stages;

/// Samples that layers are measured on, at most.
const SAMPLES: usize = 512;

/// Multiplications that a build spends on one form of the network.
const MULTIPLICATIONS: usize = 1 << 27;

/// How much is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breadth {
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

/// Measures `network`, which was made of `design`, on `samples`: at most 512 of them, evenly apart, and, if it is to be
/// whole, all of them for what is recognized. Reads the parameter file.
pub fn profile(
    (design, network): (&Design, &Network),
    samples: &[Vec<i64>],
    labels: Option<&[i64]>,
    breadth: Breadth,
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
    let chosen: Vec<usize> = evenly(samples.len(), budget.clamp(1, SAMPLES)).collect();
    let of = |chosen: &[usize]| -> Vec<Vec<i64>> {
        chosen.iter().map(|number| samples[*number].clone()).collect()
    };
    let told = match breadth {
        Breadth::Whole => (0..samples.len()).collect(),
        Breadth::Brief => chosen.clone(),
    };
    let scale = network.input_scale;
    let accuracy = labels.map(|labels| {
        let labels: Vec<i64> = told.iter().map(|number| labels[*number]).collect();
        recognized(&layers, &of(&told), &labels, (scale, classes(design).is_some()))
    });
    Ok(Profile {
        samples: (chosen.len(), samples.len()),
        layers: measured(&layers, &of(&chosen), scale),
        accuracy,
    })
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
