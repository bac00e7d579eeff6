//! What there is to characterize in a design.

use serde::Serialize;

use crate::blocks::BlockSpec;
use crate::blocks::cim_array::Array;
use crate::blocks::digitizer::{Conversion, Errors};
use crate::dataflow::Graph;
use crate::diag::Bug;

/// The digitizer of some lines.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Subject {
    /// Entry of the `hardware` section; for a block without one its node's name.
    pub name: String,
    /// The digitizer.
    pub conversion: Conversion,
    /// Cells of a line.
    pub cells: usize,
    /// Lines of one array.
    pub lines: usize,
    /// What is in error about the array; nothing by default.
    pub errors: Errors,
}

/// Every digitizer of a design that searches, once: of an entry of the `hardware` section its first array.
pub fn subjects(graph: &Graph) -> Result<Vec<Subject>, Bug> {
    let mut subjects: Vec<Subject> = vec![];
    for id in graph.in_order()? {
        let node = graph.node(id);
        let name = node.origin.hardware.as_ref().unwrap_or(&node.name);
        let own = node.block().and_then(|spec| subject(name, spec));
        let new = own.filter(|own| subjects.iter().all(|other| other.name != own.name));
        subjects.extend(new.filter(|own| own.conversion.bits().is_some()));
    }
    Ok(subjects)
}

fn subject(name: &str, spec: &BlockSpec) -> Option<Subject> {
    let of = |array: &Array, columns: usize| Subject {
        name: name.to_string(),
        conversion: array.digitizer.clone(),
        cells: array.active_rows(),
        lines: columns * array.lines(),
        errors: array.errors.clone().unwrap_or_default(),
    };
    match spec {
        BlockSpec::CimTile(tile) => Some(of(&tile.array, tile.outputs())),
        BlockSpec::CimBank(bank) => Some(of(&bank.array, bank.outputs())),
        BlockSpec::Digitizer(digitizer) => Some(Subject {
            name: name.to_string(),
            conversion: digitizer.conversion.clone(),
            cells: digitizer.cells,
            lines: digitizer.columns,
            errors: digitizer.errors.clone().unwrap_or_default(),
        }),
        _ => None,
    }
}
