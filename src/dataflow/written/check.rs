//! What must hold of a graph that somebody wrote, beyond what its names tell (`design/check/graph.rs`): blocks on their
//! hardware, and beats that meet.

use serde_json::Value;

use crate::dataflow::graph::Graph;
use crate::dataflow::rates::Rates;
use crate::design::codes::{HARDWARE, RATE, UNLIKE_ARRAY};
use crate::design::{Design, HardwareEntry, NodeDescription};
use crate::diag::{Code, Diagnostic, quoted};

/// A mistake at a field of a node.
pub(super) struct Found {
    pub path: String,
    pub code: Code,
    pub cause: String,
    pub help: String,
}

/// Refuses blocks that cannot be on the hardware that they name, or that need some and name none; and contents that
/// nothing can load.
pub(super) fn hardware(design: &Design, node: &NodeDescription) -> Vec<Found> {
    let placed = match &node.hardware {
        Some(name) => unlike(design, node, name),
        None => lonely(node),
    };
    placed.into_iter().chain(unloadable(node)).collect()
}

/// A block that is no operation on hardware like the one that it names.
fn unlike(design: &Design, node: &NodeDescription, name: &str) -> Option<Found> {
    let entry = design.description().hardware.get(name)?;
    let on = node.block.as_block().on();
    if on.is_some_and(|on| on.operations() == 1 && entry.kind.as_hardware().is_like(on.hardware()))
    {
        return None;
    }
    let (own, kind, noun) = (quoted(&node.name), entry.kind.kind(), entry.kind.noun());
    let (path, why, help) = match (on, difference(node, entry)) {
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
            let why = format!("a `{}` does not run on a `{kind}`", node.block.kind());
            ("hardware".into(), why, format!("leave `hardware` out, or make the block a `{kind}`"))
        }
    };
    let cause = format!("{own} is no operation on {}: {why}", quoted(name));
    Some(Found { path, code: UNLIKE_ARRAY, cause, help })
}

/// The first parameter in which a node's hardware is not that of an entry, and what both are.
fn difference(node: &NodeDescription, entry: &HardwareEntry) -> Option<(String, String, String)> {
    let (kind, noun) = (entry.kind.kind(), entry.kind.noun());
    let own = serde_json::to_value(&node.block).ok()?;
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
fn lonely(node: &NodeDescription) -> Option<Found> {
    node.block.as_block().on().and_then(|on| on.hardware().network())?;
    Some(Found {
        path: "block".into(),
        code: UNLIKE_ARRAY,
        cause: format!("{} is digitized by other arrays, and is on none", quoted(&node.name)),
        help: "write its array in the `hardware` section, and `hardware: name` here".into(),
    })
}

/// Contents in RAM of a block whose input has more than rows to load and lanes to compute with: commands bring only
/// these.
fn unloadable(node: &NodeDescription) -> Option<Found> {
    let block = node.block.as_block();
    let loads = block.store().is_some();
    let fields = block.interface().inputs.first().map_or(0, |stream| stream.beat.fields.len());
    if block.preamble().is_empty() || (loads && fields == LOADED_FIELDS) {
        return None;
    }
    let own = quoted(&node.name);
    Some(Found {
        path: "block".into(),
        code: HARDWARE,
        cause: format!("{own} keeps in RAM what commands cannot load: its input has other fields"),
        help: "use `storage: rom`, or leave out what adds a field: several contexts, `switched`"
            .into(),
    })
}

/// Fields of an input that commands can serve: whether it is a load, the row, its codes, and what is computed with.
const LOADED_FIELDS: usize = 4;

/// Beats that meet must be equally many.
pub(super) fn rates(design: &Design, graph: &Graph) -> Option<Diagnostic> {
    let bug = Rates::of(graph).err()?;
    let help = "give nodes that meet as many beats for a sample: see `beats`, and what blocks that \
                collect or repeat beats say in `cimgen blocks`";
    let diagnostic = Diagnostic::error(RATE, bug.what()).help(help);
    Some(Diagnostic { place: design.place("graph"), ..diagnostic })
}
