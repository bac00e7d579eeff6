//! What layers run on: entries of the `hardware` section, and what they must be.

use crate::blocks::wht_crossbar::{Crossbar, Stitching};
use crate::design::codes;
use crate::design::description::{Description, Hardware, Layer};
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
    let (field, what) = match layer {
        Layer::Bwht(_) => ("crossbar", "wht_crossbar"),
        _ => ("tile", "cim_tile"),
    };
    let at = format!("{path}.{field}");
    match (description.hardware.get(named.hardware), layer) {
        (Some(Hardware::WhtCrossbar(crossbar)), Layer::Bwht(_)) => {
            whole(crossbar, named.hardware, &at, findings);
        }
        (Some(Hardware::CimTile(array)), Layer::Dense(_) | Layer::Conv2d(_)) => {
            if !array.operator.is_product() {
                let cause =
                    format!("{} gives no products of inputs and weights", quoted(named.hardware));
                let help = "leave `operator` out, or use the array for a `cim_tile` of a `graph`: layers have \
                            scales of inputs and of weights, and a sum of both has none";
                findings.error(&at, codes::NO_PRODUCTS, cause, help);
            }
        }
        (other, _) => {
            let fitting = description.hardware.iter().filter(|(_, one)| one.kind() == what);
            let names = fitting.map(|(name, _)| name.as_str());
            let kind = if what == "cim_tile" { "array" } else { "crossbar" };
            let help = suggest(named.hardware, kind, names);
            let cause = match other {
                None => format!(
                    "no {kind} of the `hardware` section is called {}",
                    quoted(named.hardware)
                ),
                Some(other) => format!(
                    "{} is a `{}`, and `{}` runs on a `{what}`",
                    quoted(named.hardware),
                    other.kind(),
                    layer.kind()
                ),
            };
            findings.error(&at, codes::UNKNOWN_TILE, cause, help);
        }
    }
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
