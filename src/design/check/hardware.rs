//! The arrays.

use std::collections::{BTreeMap, BTreeSet};

use crate::blocks::cim_array::Array;
use crate::blocks::digitizer::{Errors, ProductSums, RangeRule};
use crate::blocks::wht_crossbar::Crossbar;
use crate::design::codes;
use crate::design::description::{Description, Hardware, Layer};
use crate::diag::quoted;

use super::Findings;
use super::papercuts::largest_use;

pub(super) fn check(description: &Description, findings: &mut Findings<'_>) {
    let by_layers = description.layers.iter().filter_map(Layer::parametrized);
    let by_layers = by_layers.map(|layer| layer.hardware);
    let nodes = description.graph.iter().flat_map(|graph| &graph.nodes);
    let by_nodes = nodes.filter_map(|node| node.hardware.as_deref());
    let used: BTreeSet<&str> = by_layers.chain(by_nodes).collect();
    let mut names: BTreeMap<String, &str> = BTreeMap::new();
    for (name, hardware) in &description.hardware {
        let path = format!("hardware.{name}");
        findings.name(&path, name, true);
        if let Some(first) = names.insert(name.to_ascii_lowercase(), name) {
            let cause = format!("{} and {} differ only in case", quoted(first), quoted(name));
            findings.error(&path, codes::DUPLICATE_NAME, cause, "rename one of the two");
        }
        if !used.contains(name.as_str()) {
            let who = if description.graph.is_some() { "node" } else { "layer" };
            let cause = format!("no {who} uses {}", quoted(name));
            findings.warning(
                &path,
                codes::UNUSED_HARDWARE,
                cause,
                if description.graph.is_some() {
                    "remove it, or name it in a node's `hardware`"
                } else {
                    match hardware {
                        Hardware::CimTile(_) => "remove it, or name it in a `tile`",
                        Hardware::WhtCrossbar(_) => "remove it, or name it in a `crossbar`",
                    }
                },
            );
        }
        match hardware {
            Hardware::CimTile(array) => {
                let inputs = largest_use(description, name);
                check_array(array, inputs, &format!("{path}.cim_tile"), findings);
            }
            Hardware::WhtCrossbar(crossbar) => {
                check_crossbar(crossbar, &format!("{path}.wht_crossbar"), findings);
            }
        }
    }
}

fn check_crossbar(crossbar: &Crossbar, path: &str, findings: &mut Findings<'_>) {
    for error in crossbar.check() {
        let field = crossbar.field(error.field);
        findings.error(&format!("{path}.{field}"), codes::HARDWARE, error.cause, error.help);
    }
}

/// `inputs` is the most that a layer has, where that is known.
fn check_array(array: &Array, inputs: Option<usize>, path: &str, findings: &mut Findings<'_>) {
    // What is calibrated is right: here any histogram shows what else there is to say.
    let any = ProductSums::even(array.active_rows().min(Array::MAX_SIDE));
    let set = Array { digitizer: array.digitizer.set(&any), ..array.clone() };
    let errors = set.check();
    let sound = errors.is_empty();
    for error in errors {
        let field = match array.digitizer.field(error.field) {
            Some(field) => format!("digitizer.{field}"),
            None if Errors::FIELDS.contains(&error.field) => format!("errors.{}", error.field),
            None => error.field.to_string(),
        };
        findings.error(&format!("{path}.{field}"), codes::HARDWARE, error.cause, error.help);
    }
    if array.errors.as_ref().is_some_and(|errors| !errors.references.is_empty()) {
        let cause = "arrays of the `hardware` section are numbered one after the other";
        let path = format!("{path}.errors.references");
        let help = "leave `references` out; `instance` is the number of the first array";
        findings.error(&path, codes::HARDWARE, cause, help);
    }
    if sound && array.errors.as_ref().is_some_and(Errors::decide_ties) {
        let cause = "lines are often just at their thresholds, where the least error decides";
        let help = "`offset: -500` puts thresholds half a cell lower, between product-sums";
        findings.warning(&format!("{path}.errors"), codes::TIES, cause, help);
    }
    if let Some((cause, help)) = sound.then(|| lost(array, inputs)).flatten() {
        findings.warning(&format!("{path}.digitizer"), codes::LOSSY_DIGITIZER, cause, help);
    }
}

/// What a digitizer that was not calibrated loses, and how to lose less.
fn lost(array: &Array, inputs: Option<usize>) -> Option<(String, String)> {
    let (rows, codes) = (array.active_rows(), 1usize << array.digitizer.bits()?);
    // Rows beyond a layer's inputs hold zeros, and add nothing to a count.
    let driven = rows.min(inputs.unwrap_or(usize::MAX));
    let most = codes - 1;
    match array.digitizer.range() {
        RangeRule::Clip if driven > most => Some((
            format!("{driven} rows are driven at once, and counts above {most} are clipped"),
            format!("use more bits, or `active_rows: {most}` for exact results"),
        )),
        RangeRule::Full if rows > codes => Some((
            format!("counts of up to {rows} rows are rounded down to {codes} codes"),
            format!(
                "write `range: calibrated` for a window where counts are, or `active_rows: {most}` for \
                 exact results"
            ),
        )),
        _ => None,
    }
}
