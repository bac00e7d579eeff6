//! The network, layer by layer.

use std::collections::BTreeMap;

use crate::design::codes;
use crate::design::description::{Description, Hardware, Layer};
use crate::design::near_miss::suggest;
use crate::diag::quoted;

use super::shapes::Arriving;
use super::{Findings, MAX_LANES, output, shapes, windows};

pub(super) fn check(description: &Description, findings: &mut Findings<'_>) {
    let layers = &description.layers;
    if layers.is_empty() && description.graph.is_none() {
        let help = "add a layer, such as `- dense: { name: fc1, outputs: 10, tile: main }`";
        findings.error("layers", codes::NO_LAYERS, "the network has no layers", help);
    }
    let mut names = Names::default();
    let mut arriving = Some(description.input_extent())
        .filter(|extent| (1..=MAX_LANES).contains(&extent.lanes()))
        .map(|extent| Arriving { extent, format: Some(description.input.format), first: true });
    for (number, layer) in layers.iter().enumerate() {
        let path = format!("layers.{number}.{}", layer.kind());
        if let Some(layer) = layer.weighted() {
            findings.name(&format!("{path}.name"), layer.name, false);
            known(description, layer.tile, &path, findings);
            names.add(layer.name, number, &path, findings);
        }
        output::check(layer, &layers[number + 1..], &path, findings);
        let sound = sizes(layer, &path, findings);
        // Behind a layer that does not fit, nobody knows what arrives.
        arriving = arriving
            .filter(|_| sound)
            .and_then(|arriving| shapes::check(layer, arriving, &path, findings));
        if matches!(layer, Layer::Argmax(_)) && number + 1 < layers.len() {
            let help = "move `- argmax: {}` to the end";
            let cause = "a layer follows this argmax, which gives a single index";
            findings.error(&format!("layers.{number}"), codes::ARGMAX_NOT_LAST, cause, help);
        }
    }
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
        Layer::Flatten(_) | Layer::Argmax(_) => true,
    }
}

/// Refuses an array that the `hardware` section does not have, or one that gives no products.
fn known(description: &Description, tile: &str, path: &str, findings: &mut Findings<'_>) {
    if let Some(Hardware::CimTile(array)) = description.hardware.get(tile) {
        if !array.operator.is_product() {
            let cause = format!("{} gives no products of inputs and weights", quoted(tile));
            let help = "leave `operator` out, or use the array for a `cim_tile` of a `graph`: layers have \
                        scales of inputs and of weights, and a sum of both has none";
            findings.error(&format!("{path}.tile"), codes::NO_PRODUCTS, cause, help);
        }
    } else {
        let cause = format!("no array of the `hardware` section is called {}", quoted(tile));
        let arrays = description.hardware.keys().map(String::as_str);
        let help = suggest(tile, "array", arrays);
        findings.error(&format!("{path}.tile"), codes::UNKNOWN_TILE, cause, help);
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
