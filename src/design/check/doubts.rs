//! What is legal, and surely not meant.

use std::path::{Component, Path};

use crate::blocks::cim_array::Array;
use crate::design::codes;
use crate::design::description::{Description, Layer};

use super::Findings;

pub(super) fn check(description: &Description, findings: &mut Findings<'_>) {
    unread(description, findings);
    same_samples(description, findings);
    lone_argmax(description, findings);
}

/// Files that no command reads.
fn unread(description: &Description, findings: &mut Findings<'_>) {
    let layers = &description.layers;
    if layers.is_empty() || description.graph.is_some() {
        return;
    }
    if description.parameters.is_some() && layers.iter().all(|layer| layer.parametrized().is_none())
    {
        let cause = "no layer has weights, so nothing reads this file";
        findings.warning("parameters", codes::UNREAD_FILE, cause, "remove the line");
    }
    let has_range =
        |layer: &Layer| layer.parametrized().is_some_and(|layer| layer.output.is_some());
    let is_read = layers.iter().any(has_range)
        || description.hardware.all::<Array>().any(|(_, array)| array.digitizer.is_open());
    let calibration = description.data.as_ref().and_then(|data| data.calibration.as_ref());
    if calibration.is_some() && !is_read {
        let cause = "no layer has an `output` format, so nothing reads the calibration samples";
        let help = "remove the line, or give a layer an `output` such as `u4`";
        findings.warning("data.calibration", codes::UNREAD_FILE, cause, help);
    }
}

/// A figure on samples that a choice was made by says nothing of new ones.
fn same_samples(description: &Description, findings: &mut Findings<'_>) {
    let Some(data) = &description.data else { return };
    let Some(test) = &data.test else { return };
    let train = data.train.as_ref().map(|train| &train.input);
    for (seen, what) in [(train, "training"), (data.calibration.as_ref(), "calibration")] {
        if seen.is_some_and(|seen| plain(seen).eq(plain(&test.input))) {
            let cause = format!("the test samples are the {what} samples");
            let help = "keep some samples apart for the test, so that its figure tells of new ones";
            findings.warning("data.test.input", codes::SAME_SAMPLES, cause, help);
        }
    }
}

/// A path without the steps that lead nowhere.
fn plain(path: &Path) -> impl Iterator<Item = Component<'_>> {
    path.components().filter(|step| *step != Component::CurDir)
}

fn lone_argmax(description: &Description, findings: &mut Findings<'_>) {
    let lanes = lanes(description);
    for (number, layer) in description.layers.iter().enumerate() {
        if matches!(layer, Layer::Argmax(_)) && lanes[number] == Some(1) {
            let cause = "the greatest of a single lane is always lane 0";
            let help =
                "write `- sign: {}` for two classes, or give the layer before it more `outputs`";
            findings.warning(&format!("layers.{number}"), codes::LONE_ARGMAX, cause, help);
        }
    }
}

/// Lanes into each layer, where they can be told without more than the layers' own fields.
fn lanes(description: &Description) -> Vec<Option<usize>> {
    let mut lanes = description.input_lanes();
    let into = description.layers.iter().map(|layer| {
        let next = match layer {
            Layer::Dense(dense) => Some(dense.outputs),
            Layer::Bwht(_) => lanes,
            _ => None,
        };
        std::mem::replace(&mut lanes, next)
    });
    into.collect()
}

/// Most inputs of the layers that run on an array; `None` for an array without layers, or
/// where there are layers whose matrix is not told by their fields alone.
pub(super) fn largest_use(description: &Description, array: &str) -> Option<usize> {
    let is_plain = |layer: &Layer| {
        matches!(layer, Layer::Dense(_) | Layer::Bwht(_) | Layer::Argmax(_) | Layer::Sign(_))
    };
    if !description.layers.iter().all(is_plain) {
        return None;
    }
    let layers = description.layers.iter().zip(lanes(description));
    let uses = layers.filter_map(|(layer, inputs)| match layer {
        Layer::Dense(dense) if dense.array == array => inputs,
        _ => None,
    });
    uses.max()
}
