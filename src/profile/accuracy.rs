//! What is recognized, in floats, in integers, and with one layer's float form in the integers.

use serde::Serialize;

use crate::parallel;

use super::both::Both;
use super::confusion::Confusion;
use super::float;
use super::values::Values;

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
    /// What the integer network takes for what; empty where results are no classes.
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

pub(super) fn recognized(
    layers: &[Both],
    samples: &[Vec<i64>],
    labels: &[i64],
    (scale, are_classes): (f64, bool),
) -> Accuracies {
    let unit = layers.last().map_or(1.0, |layer| layer.stage.scale());
    let classes = |form: &(dyn Fn(usize, &Both, &Values) -> Values + Sync)| -> Vec<i64> {
        parallel::map_counted("samples", samples, |sample| {
            let input = Values::Codes(sample.clone(), scale);
            let layers = layers.iter().enumerate();
            class(&layers.fold(input, |values, (number, layer)| form(number, layer, &values)), unit)
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
        confusion: match are_classes {
            true => Confusion::of(&integers, labels),
            false => Confusion::default(),
        },
    }
}

/// The class that a result stands for: its only code, of which one is worth `unit`, or its greatest lane.
fn class(values: &Values, unit: f64) -> i64 {
    if let Values::Codes(codes, _) = values
        && let [class] = codes[..]
    {
        return class;
    }
    let real = values.real();
    match real[..] {
        [class] => (class / unit).round() as i64,
        _ => float::argmax(&real) as i64,
    }
}
