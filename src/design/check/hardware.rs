//! What layers and nodes run on.

use std::collections::{BTreeMap, BTreeSet};

use crate::blocks::{Doubtful, SpecError, Use};
use crate::design::codes;
use crate::design::description::{Description, Layer};
use crate::design::hardware::HardwareEntry;
use crate::diag::{Code, quoted};

use super::Findings;
use super::doubts::largest_use;

pub(super) fn check(description: &Description, findings: &mut Findings<'_>) {
    let by_layers = description.layers.iter().filter_map(Layer::parametrized);
    let by_layers = by_layers.map(|layer| layer.hardware);
    let nodes = description.graph.iter().flat_map(|graph| &graph.nodes);
    let by_nodes = nodes.filter_map(|node| node.hardware.as_deref());
    let used: BTreeSet<&str> = by_layers.chain(by_nodes).collect();
    // An entry that seems unused may be the one that a misspelt name meant, which is told already.
    let misspelt = used.iter().any(|name| !description.hardware.contains_key(*name));
    let mut names: BTreeMap<String, &str> = BTreeMap::new();
    for (name, entry) in description.hardware.iter() {
        let path = format!("hardware.{name}");
        findings.name(&path, name, true);
        if let Some(first) = names.insert(name.to_ascii_lowercase(), name) {
            let cause = format!("{} and {} differ only in case", quoted(first), quoted(name));
            findings.error(&path, codes::DUPLICATE_NAME, cause, "rename one of the two");
        }
        if !misspelt && !used.contains(name.as_str()) {
            unused(description, (name, entry), findings);
        }
        let inputs = largest_use(description, name);
        check_entry(entry, &Use { name, inputs }, &path, findings);
    }
}

fn unused(
    description: &Description,
    (name, entry): (&str, &HardwareEntry),
    findings: &mut Findings<'_>,
) {
    let is_graph = description.graph.is_some();
    let who = if is_graph { "node" } else { "layer" };
    let cause = format!("no {who} uses {}", quoted(name));
    let help = match is_graph {
        true => "remove it, or name it in a node's `hardware`".to_string(),
        false => format!("remove it, or name it in a layer's `{}`", entry.kind.noun()),
    };
    findings.warning(&format!("hardware.{name}"), codes::UNUSED_HARDWARE, cause, help);
}

fn check_entry(entry: &HardwareEntry, used: &Use<'_>, path: &str, findings: &mut Findings<'_>) {
    let (hardware, kind) = (entry.kind.as_hardware(), entry.kind.kind());
    let errors = hardware.check();
    if errors.is_empty() {
        for doubt in hardware.doubts(used) {
            let SpecError { field, cause, help } = doubt.error;
            findings.warning(&format!("{path}.{kind}.{field}"), code(doubt.what), cause, help);
        }
    }
    for SpecError { field, cause, help } in errors {
        findings.error(&format!("{path}.{kind}.{field}"), codes::HARDWARE, cause, help);
    }
    let Some(count) = entry.count else { return };
    let within = SpecError::unless_within("count", count, 1, HardwareEntry::MAX_COUNT);
    for SpecError { field, cause, help } in hardware.turns().err().into_iter().chain(within) {
        findings.error(&format!("{path}.{field}"), codes::HARDWARE, cause, help);
    }
}

/// The code of a kind of doubts.
fn code(what: Doubtful) -> Code {
    match what {
        Doubtful::Ties => codes::TIES,
        Doubtful::Lossy => codes::LOSSY_DIGITIZER,
        Doubtful::Oversized => codes::OVERSIZED_ARRAY,
    }
}
