//! The formats that results are narrowed to.

use crate::design::codes;
use crate::design::description::Layer;
use crate::diag::quoted;

use super::{Findings, is_tile_input};

/// Widest format that a layer may requantize to, in bits.
const MAX_OUTPUT_BITS: u32 = 16;

/// Whether codes that go into `layers` come to a tile as they are.
pub(super) fn feeds_tile(layers: &[Layer]) -> bool {
    let keeps =
        |layer: &&Layer| matches!(layer, Layer::MaxPool(_) | Layer::AvgPool(_) | Layer::Flatten(_));
    layers.iter().find(|layer| !keeps(layer)).is_some_and(|layer| layer.weighted().is_some())
}

/// Checks the `output` of a layer, if it can have one; `rest` follows it.
pub(super) fn check(layer: &Layer, rest: &[Layer], path: &str, findings: &mut Findings<'_>) {
    let feeds_tile = feeds_tile(rest);
    // Behind a dense layer a pool is a mistake of its own.
    let feeds_pool = matches!(layer, Layer::Conv2d(_))
        && matches!(rest.first(), Some(Layer::MaxPool(_) | Layer::AvgPool(_)));
    let Some(layer) = layer.weighted() else { return };
    let at = format!("{path}.output");
    match layer.output {
        None if feeds_tile || feeds_pool => {
            let what = if feeds_pool { "pool" } else { "tile" };
            let cause = format!("layer {} feeds a {what} and has no `output`", quoted(layer.name));
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
