//! What layers run on: entries of the `hardware` section, and what they must be.

use crate::blocks::HardwareKind;
use crate::blocks::cim_array::Array;
use crate::blocks::wht_crossbar::{Crossbar, Stitching};
use crate::design::codes;
use crate::design::description::{Description, Layer};
use crate::design::near_miss::suggest;
use crate::diag::quoted;

use super::Findings;

/// Refuses hardware that the design does not have, or that the layer cannot run on.
pub(super) fn check(
    description: &Description,
    layer: &Layer,
    path: &str,
    findings: &mut Findings<'_>,
) {
    let Some(named) = layer.parametrized() else { return };
    let (noun, kind) = match layer {
        Layer::Bwht(_) => (Crossbar::NOUN, Crossbar::NAME),
        _ => (Array::NOUN, Array::NAME),
    };
    let at = format!("{path}.{noun}");
    match description.hardware.get(named.hardware) {
        Some(entry) if entry.kind.kind() == kind => {
            if let Some(crossbar) = entry.of_kind() {
                whole(crossbar, named.hardware, &at, findings);
            }
            if let Some(array) = entry.of_kind() {
                product(array, named.hardware, &at, findings);
            }
        }
        other => {
            let fitting = description.hardware.iter().filter(|(_, one)| one.kind.kind() == kind);
            let names: Vec<&str> = fitting.map(|(name, _)| name.as_str()).collect();
            let help = match names.as_slice() {
                [] => format!("add one to the `hardware` section: `name: {{ {kind}: {{ ... }} }}`"),
                some => suggest(named.hardware, noun, some.iter().copied()),
            };
            let cause = match other {
                None => format!(
                    "no {noun} of the `hardware` section is called {}",
                    quoted(named.hardware)
                ),
                Some(other) => format!(
                    "{} is a `{}`, and `{}` runs on a `{kind}`",
                    quoted(named.hardware),
                    other.kind.kind(),
                    layer.kind()
                ),
            };
            findings.error(&at, codes::UNKNOWN_HARDWARE, cause, help);
        }
    }
}

/// Refuses an array that gives something else than products.
fn product(array: &Array, name: &str, at: &str, findings: &mut Findings<'_>) {
    if array.operator.is_product() {
        return;
    }
    let cause = format!("{} gives no products of inputs and weights", quoted(name));
    let help = "leave `operator` out, or use the array for a `cim_array` of a `graph`: layers have scales of inputs \
                and of weights, and a sum of both has none";
    findings.error(at, codes::NO_PRODUCTS, cause, help);
}

/// Refuses a crossbar that gives more or less than all coefficients of its inputs.
fn whole(crossbar: &Crossbar, name: &str, at: &str, findings: &mut Findings<'_>) {
    let tiles = crossbar.stitching;
    let field = match tiles {
        Some(Stitching { rows: Some(_), .. }) if crossbar.rows() < crossbar.points => "rows",
        Some(Stitching { switched: true, .. }) => "switched",
        _ if crossbar.counters => "counters",
        _ => return,
    };
    let cause =
        format!("{} has `{field}`, and a `bwht` layer needs just its transform", quoted(name));
    let help = format!("leave `{field}` out, or use the crossbar in a `graph`");
    findings.error(at, codes::HARDWARE, cause, help);
}
