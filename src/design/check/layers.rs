//! The network.

use std::collections::BTreeMap;

use crate::design::codes;
use crate::design::description::{Dense, Description, Layer};
use crate::design::near_miss::suggest;
use crate::diag::quoted;

use super::{Findings, MAX_LANES, is_tile_input};

/// Widest format that a layer may requantize to, in bits.
const MAX_OUTPUT_BITS: u32 = 16;

pub(super) fn check(description: &Description, findings: &mut Findings<'_>) {
    let layers = &description.layers;
    if layers.is_empty() {
        let help = "add a layer, such as `- dense: { name: fc1, outputs: 10, tile: main }`";
        findings.error("layers", codes::NO_LAYERS, "the network has no layers", help);
    }
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    for (number, layer) in layers.iter().enumerate() {
        let next = layers.get(number + 1);
        match layer {
            Layer::Dense(layer) => {
                let path = format!("layers.{number}.dense");
                dense(description, layer, next, &path, findings);
                unique(&mut names, layer, number, findings);
            }
            Layer::Argmax(_) if next.is_some() => {
                let help = "move `- argmax: {}` to the end";
                let cause = "a layer follows this argmax, which gives a single index";
                findings.error(&format!("layers.{number}"), codes::ARGMAX_NOT_LAST, cause, help);
            }
            Layer::Argmax(_) => {}
            Layer::Conv2d(_) | Layer::MaxPool(_) | Layer::AvgPool(_) | Layer::Flatten(_) => {}
        }
    }
}

/// Refuses names that differ at most in case: they become names of files.
fn unique(
    names: &mut BTreeMap<String, usize>,
    layer: &Dense,
    number: usize,
    findings: &mut Findings<'_>,
) {
    if let Some(first) = names.insert(layer.name.to_ascii_lowercase(), number) {
        let cause = format!(
            "layer {} is called {} like layer {}",
            number + 1,
            quoted(&layer.name),
            first + 1
        );
        let path = format!("layers.{number}.dense.name");
        findings.error(&path, codes::DUPLICATE_NAME, cause, "give each layer a name of its own");
    }
}

fn dense(
    description: &Description,
    layer: &Dense,
    next: Option<&Layer>,
    path: &str,
    findings: &mut Findings<'_>,
) {
    findings.name(&format!("{path}.name"), &layer.name, false);
    findings.range(&format!("{path}.outputs"), "`outputs`", layer.outputs, 1, MAX_LANES);
    if !description.hardware.contains_key(&layer.tile) {
        let cause = format!("no array of the `hardware` section is called {}", quoted(&layer.tile));
        let arrays = description.hardware.keys().map(String::as_str);
        let help = suggest(&layer.tile, "array", arrays);
        findings.error(&format!("{path}.tile"), codes::UNKNOWN_TILE, cause, help);
    }
    let feeds_tile = matches!(next, Some(Layer::Dense(_)));
    let at = format!("{path}.output");
    match layer.output {
        None if feeds_tile => {
            let cause = format!("layer {} feeds a tile and has no `output`", quoted(&layer.name));
            findings.error(path, codes::MISSING_OUTPUT, cause, "add `output: u4`");
        }
        Some(output) if feeds_tile && !is_tile_input(output) => {
            let cause = format!("the next layer's tile cannot take `{output}`");
            findings.error(&at, codes::FORMAT, cause, "use `u1` to `u8` or `s2` to `s8`");
        }
        Some(output) if output.bits() > MAX_OUTPUT_BITS => {
            let cause = format!("`{output}` is wider than {MAX_OUTPUT_BITS} bits");
            let help = "use a narrower format, or leave `output` out to keep the accumulator's";
            findings.error(&at, codes::FORMAT, cause, help);
        }
        Some(output) if !output.is_signed() && layer.activation.is_none() => {
            let cause = format!("negative results become 0 in `{output}`");
            let help = "add `activation: relu` to say so, or use a signed format";
            findings.warning(&at, codes::UNSIGNED_WITHOUT_RELU, cause, help);
        }
        _ => {}
    }
}
