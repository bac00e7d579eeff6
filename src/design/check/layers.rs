//! The network, layer by layer.

use std::collections::BTreeMap;

use crate::design::codes;
use crate::design::description::{Description, Layer, Weighted};
use crate::diag::quoted;

use super::shapes::Arriving;
use super::{Findings, MAX_LANES, output, resources, shapes, windows};

pub(super) fn check(description: &Description, findings: &mut Findings<'_>) {
    let layers = &description.layers;
    if layers.is_empty() && description.graph.is_none() {
        let help = "add a layer, such as `- dense: { name: fc1, outputs: 10, array: main }`";
        findings.error("layers", codes::NO_LAYERS, "the network has no layers", help);
    }
    let mut names = Names::default();
    let mut arriving = Some(description.input_extent())
        .filter(|extent| (1..=MAX_LANES).contains(&extent.lanes()))
        .map(|extent| Arriving { extent, format: Some(description.input.format()), first: true });
    for (number, layer) in layers.iter().enumerate() {
        let path = format!("layers.{number}.{}", layer.kind());
        if let Some(layer) = layer.parametrized() {
            findings.name(&format!("{path}.name"), layer.name, false);
            names.add(layer.name, number, &path, findings);
        }
        tensors(layer, &path, findings);
        resources::check(description, layer, &path, findings);
        output::check(layer, &layers[number + 1..], &path, findings);
        let sound = sizes(layer, &path, findings);
        // Behind a layer that does not fit, nobody knows what arrives.
        arriving = arriving
            .filter(|_| sound)
            .and_then(|arriving| shapes::check(layer, arriving, &path, findings));
        if number + 1 < layers.len() {
            is_last(layer, number, findings);
        }
    }
}

/// Refuses layers in the middle that decide what the network says.
fn is_last(layer: &Layer, number: usize, findings: &mut Findings<'_>) {
    let (what, gives) = match layer {
        Layer::Argmax(_) => ("argmax", "a single index"),
        Layer::Sign(_) => ("sign", "decisions"),
        _ => return,
    };
    let cause = format!("a layer follows this {what}, which gives {gives}");
    let help = format!("move `- {what}: {{}}` to the end");
    findings.error(&format!("layers.{number}"), codes::ARGMAX_NOT_LAST, cause, help);
}

/// Refuses tensors that are named in two ways.
fn tensors(layer: &Layer, path: &str, findings: &mut Findings<'_>) {
    let Some(Weighted { weights: Some(weights), prefix: Some(_), .. }) = layer.weighted() else {
        return;
    };
    let cause = format!("the weights are {} and what `prefix` says", quoted(weights));
    let help = "leave out one of the two: `prefix` names weights and biases, `weights` a tensor";
    findings.error(&format!("{path}.prefix"), codes::TWO_NAMES, cause, help);
}

/// Refuses numbers out of their range; tells whether all are in it.
fn sizes(layer: &Layer, path: &str, findings: &mut Findings<'_>) -> bool {
    match layer {
        Layer::Dense(dense) => {
            findings.range(&format!("{path}.outputs"), "`outputs`", dense.outputs, 1, MAX_LANES)
        }
        Layer::Conv2d(conv) => {
            let filters = format!("{path}.filters");
            findings.range(&filters, "`filters`", conv.filters, 1, MAX_LANES)
                & windows::convolution(conv, path, findings)
        }
        Layer::MaxPool(pool) | Layer::AvgPool(pool) => windows::pool(pool, path, findings),
        Layer::Sign(sign) => {
            let at = format!("{path}.threshold");
            let is_finite = sign.threshold.is_finite();
            if !is_finite {
                let cause = format!("the threshold must be a number, got {:?}", sign.threshold);
                findings.error(&at, codes::RANGE, cause, "write a real value such as `0.5`");
            }
            is_finite
        }
        Layer::Bwht(_) | Layer::Flatten(_) | Layer::Argmax(_) => true,
    }
}

/// Names of layers so far, in lower case: they become names of files.
#[derive(Default)]
struct Names(BTreeMap<String, usize>);

impl Names {
    /// Refuses names that differ at most in case.
    fn add(&mut self, name: &str, number: usize, path: &str, findings: &mut Findings<'_>) {
        let Some(first) = self.0.insert(name.to_ascii_lowercase(), number) else { return };
        let cause =
            format!("layer {} is called {} like layer {}", number + 1, quoted(name), first + 1);
        let help = "give each layer a name of its own";
        findings.error(&format!("{path}.name"), codes::DUPLICATE_NAME, cause, help);
    }
}
