//! What there is to characterize in a design.

use serde::Serialize;

use crate::blocks::digitizer::{Conversion, Digitizing, Errors};
use crate::dataflow::Wired;

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
pub fn subjects(graph: &Wired) -> Vec<Subject> {
    let mut subjects: Vec<Subject> = vec![];
    for id in graph.order() {
        let node = graph.node(*id);
        let name = node.origin.hardware.as_ref().unwrap_or(&node.name);
        let own = node.block().and_then(|spec| Some(subject(name, spec.as_block().digitizer()?)));
        let new = own.filter(|own| subjects.iter().all(|other| other.name != own.name));
        subjects.extend(new.filter(|own| own.conversion.bits().is_some()));
    }
    subjects
}

fn subject(name: &str, digitizing: Digitizing<'_>) -> Subject {
    Subject {
        name: name.to_string(),
        conversion: digitizing.conversion.clone(),
        cells: digitizing.cells,
        lines: digitizing.lines,
        errors: digitizing.errors.cloned().unwrap_or_default(),
    }
}
