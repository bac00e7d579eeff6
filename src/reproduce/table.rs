//! Tables of figures, each with its origin.

use serde::Serialize;

use crate::diag::Bug;
use crate::tech::Mark;

use super::{digitization, hadamard};

/// A system with published figures.
pub struct System {
    /// Name on the command line.
    pub name: &'static str,
    /// Its paper.
    pub paper: &'static str,
    /// Its figures and ours.
    pub table: fn() -> Result<Table, Bug>,
}

/// All systems that have a table.
pub const SYSTEMS: &[System] = &[
    System {
        name: "collaborative_digitization",
        paper: "arXiv:2307.03863",
        table: digitization::table,
    },
    System { name: "walsh_hadamard", paper: "arXiv:2309.01771", table: hadamard::table },
];

/// A system's figures.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Table {
    /// One figure a row.
    pub rows: Vec<Row>,
    /// What is missing, and why.
    pub notes: Vec<String>,
}

/// A figure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// What it is.
    pub what: String,
    /// The figure.
    pub value: f64,
    /// Its unit.
    pub unit: &'static str,
    /// Where it comes from.
    pub mark: Mark,
}
