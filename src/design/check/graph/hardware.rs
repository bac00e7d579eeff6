//! What nodes run on.

use serde_json::Value;

use crate::blocks::BlockSpec;
use crate::design::check::Findings;
use crate::design::codes::{HARDWARE, UNKNOWN_HARDWARE, UNLIKE_ARRAY};
use crate::design::description::Description;
use crate::design::graph::{GraphDescription, NodeDescription};
use crate::design::hardware::HardwareEntry;
use crate::design::near_miss::suggest;
use crate::diag::{Code, quoted};

/// Refuses hardware that the design does not have.
pub(super) fn check_names(
    description: &Description,
    graph: &GraphDescription,
    findings: &mut Findings<'_>,
) {
    for (number, node) in graph.nodes.iter().enumerate() {
        let Some(name) = &node.hardware else { continue };
        if !description.hardware.contains_key(name) {
            let cause = format!("the `hardware` section has no entry {}", quoted(name));
            let names = description.hardware.keys().map(String::as_str);
            let help = match description.hardware.is_empty() {
                true => "add one: `hardware: { main: { cim_array: { ... } } }`".to_string(),
                false => suggest(name, "entry", names),
            };
            let path = format!("graph.nodes.{number}.hardware");
            findings.error(&path, UNKNOWN_HARDWARE, cause, help);
        }
    }
}

/// A mistake at a field of a node.
struct Mismatch {
    path: String,
    code: Code,
    cause: String,
    help: String,
}

/// Refuses blocks that cannot be on the hardware that they name, or that need some and name none; and contents that
/// nothing can load.
pub(super) fn check_blocks(
    description: &Description,
    graph: &GraphDescription,
    blocks: &[BlockSpec],
    findings: &mut Findings<'_>,
) {
    for (number, (node, block)) in graph.nodes.iter().zip(blocks).enumerate() {
        let placed = match &node.hardware {
            Some(name) => unlike(description, (node, block), name),
            None => lonely(node, block),
        };
        for Mismatch { path, code, cause, help } in
            placed.into_iter().chain(unloadable(node, block))
        {
            findings.error(&format!("graph.nodes.{number}.{path}"), code, cause, help);
        }
    }
}

/// A block that is no operation on hardware like the one that it names.
fn unlike(
    description: &Description,
    (node, block): (&NodeDescription, &BlockSpec),
    name: &str,
) -> Option<Mismatch> {
    let entry = description.hardware.get(name)?;
    let on = block.as_block().on();
    if on.is_some_and(|on| on.operations() == 1 && entry.kind.as_hardware().is_like(on.hardware()))
    {
        return None;
    }
    let (own, kind, noun) = (quoted(&node.name), entry.kind.kind(), entry.kind.noun());
    let (path, why, help) = match (on, difference(block, entry)) {
        (Some(on), _) if on.operations() > 1 => {
            let why = "its block holds several matrices".to_string();
            (
                "hardware".into(),
                why,
                "give each a node of its own: they take turns by `count`".into(),
            )
        }
        (Some(_), Some((field, own, its))) => {
            let why = format!("its `{field}` is {own}, and that of {} is {its}", quoted(name));
            (format!("block.{kind}.{noun}.{field}"), why, format!("give both the same `{field}`"))
        }
        _ => {
            let why = format!("a `{}` does not run on a `{kind}`", block.kind());
            ("hardware".into(), why, format!("leave `hardware` out, or make the block a `{kind}`"))
        }
    };
    let cause = format!("{own} is no operation on {}: {why}", quoted(name));
    Some(Mismatch { path, code: UNLIKE_ARRAY, cause, help })
}

/// The first parameter in which a node's hardware is not that of an entry, and what both are.
fn difference(block: &BlockSpec, entry: &HardwareEntry) -> Option<(String, String, String)> {
    let (kind, noun) = (entry.kind.kind(), entry.kind.noun());
    let own = serde_json::to_value(block).ok()?;
    let its = serde_json::to_value(entry).ok()?;
    let (own, its) = (own.get(kind)?.get(noun)?.as_object()?, its.get(kind)?.as_object()?);
    let shown = |value: Option<&Value>| match value {
        None => "not given".to_string(),
        Some(Value::String(word)) => format!("`{word}`"),
        Some(value) => format!("`{value}`"),
    };
    let fields = own.keys().chain(its.keys());
    let mut differing = fields.filter(|field| own.get(*field) != its.get(*field));
    let field = differing.next()?;
    Some((field.clone(), shown(own.get(field)), shown(its.get(field))))
}

/// A block that its like must digitize, and that is on no entry.
fn lonely(node: &NodeDescription, block: &BlockSpec) -> Option<Mismatch> {
    block.as_block().on().and_then(|on| on.hardware().network())?;
    Some(Mismatch {
        path: "block".into(),
        code: UNLIKE_ARRAY,
        cause: format!("{} is digitized by other arrays, and is on none", quoted(&node.name)),
        help: "write its array in the `hardware` section, and `hardware: name` here".into(),
    })
}

/// Contents in RAM of a block that computes with more than lanes `x`, or that has no rows to load: commands bring only
/// these.
fn unloadable(node: &NodeDescription, block: &BlockSpec) -> Option<Mismatch> {
    let block = block.as_block();
    let beats = block.interface().inputs.into_iter().map(|stream| stream.beat).next()?;
    if block.preamble().is_empty() || block.store().is_some_and(|store| store.fills(&beats)) {
        return None;
    }
    let own = quoted(&node.name);
    Some(Mismatch {
        path: "block".into(),
        code: HARDWARE,
        cause: format!("{own} keeps in RAM what commands cannot load: its input has other fields"),
        help: "use `storage: rom`, or leave out what adds a field: several contexts, `switched`"
            .into(),
    })
}
