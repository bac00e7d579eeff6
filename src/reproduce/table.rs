//! Tables of figures: those of a paper beside ours, each with its origin.

use serde::Serialize;

use crate::diag::Bug;
use crate::tech::{Mark, Published};

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
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Table {
    /// The paper's figures, each beside ours where there is one.
    pub pairs: Vec<Pair>,
    /// All figures, the paper's first.
    pub rows: Vec<Row>,
    /// What is missing, and why.
    pub notes: Vec<String>,
}

/// A figure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// Its name in the table: `paper.` and the name of a published figure, or ours.
    pub id: String,
    /// What it is.
    pub what: String,
    /// The figure.
    pub value: f64,
    /// Its unit.
    pub unit: &'static str,
    /// Where it comes from.
    pub mark: Mark,
    /// How it comes about; empty for what is published.
    pub formula: &'static str,
    /// What goes into it: other rows by their names, samples, seeds.
    pub inputs: Vec<Input>,
}

/// What goes into a figure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Input {
    /// A row's name, or what it is.
    pub name: String,
    /// How much.
    pub value: f64,
}

/// A figure of the paper beside ours.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Pair {
    /// The row of the paper's figure.
    pub paper: String,
    /// Ours; `None` where there is none.
    pub ours: Option<String>,
    /// Ours over the paper's.
    pub ratio: Option<f64>,
    /// Why they differ, or why there is none of ours.
    pub why: &'static str,
}

/// How a figure of ours comes about.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    pub mark: Mark,
    pub formula: &'static str,
    pub inputs: Vec<Input>,
}

impl Origin {
    pub fn new(mark: Mark, formula: &'static str) -> Self {
        Self { mark, formula, inputs: vec![] }
    }

    /// The same with something that goes into it.
    pub fn of(mut self, name: impl Into<String>, value: f64) -> Self {
        self.inputs.push(Input { name: name.into(), value });
        self
    }
}

impl Row {
    /// A figure of ours.
    pub(super) fn ours(
        id: impl Into<String>,
        what: impl Into<String>,
        (value, unit): (f64, &'static str),
        origin: Origin,
    ) -> Self {
        let Origin { mark, formula, inputs } = origin;
        Self { id: id.into(), what: what.into(), value, unit, mark, formula, inputs }
    }

    fn published(figure: &Published) -> Self {
        Self {
            id: format!("paper.{}", figure.id),
            what: figure.what.into(),
            value: figure.value,
            unit: figure.unit,
            mark: figure.mark,
            formula: "",
            inputs: vec![],
        }
    }
}

impl Table {
    /// The paper's figures alone.
    pub(super) fn of(published: &[Published]) -> Self {
        Self { rows: published.iter().map(Row::published).collect(), ..Self::default() }
    }

    /// The figure of this name.
    pub fn row(&self, id: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.id == id)
    }

    /// Puts a figure of the paper beside one of ours, or beside none.
    pub(super) fn pair(&mut self, paper: &str, ours: Option<&str>, why: &'static str) {
        let paper = format!("paper.{paper}");
        let value = |id: &str| self.row(id).map(|row| row.value);
        let ratio = ours.and_then(|ours| Some(value(ours)? / value(&paper)?));
        // More digits are noise of the samples.
        let ratio = ratio.map(|ratio| (ratio * 1e3).round() / 1e3);
        self.pairs.push(Pair { paper, ours: ours.map(Into::into), ratio, why });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every figure has a name of its own, ours say how they come about, and pairs are of figures that are there.
    #[test]
    fn figures_are_named_and_explained() {
        for system in SYSTEMS {
            let table = (system.table)().unwrap();
            let mut ids: Vec<&str> = table.rows.iter().map(|row| row.id.as_str()).collect();
            let count = ids.len();
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), count, "{}", system.name);
            for row in &table.rows {
                let is_paper = row.id.starts_with("paper.");
                assert_eq!(row.formula.is_empty(), is_paper, "{row:?}");
                assert!(row.value.is_finite() && row.value >= 0.0, "{row:?}");
                let measured = [Mark::Counted, Mark::MeasuredInRtl].contains(&row.mark);
                let is_sized = row.inputs.iter().any(|input| input.name == "samples");
                assert!(!measured || is_sized, "nothing says on how many: {row:?}");
            }
            assert!(!table.pairs.is_empty());
            for Pair { paper, ours, ratio, why } in &table.pairs {
                assert!(table.row(paper).is_some() && !why.is_empty(), "{paper}");
                assert_eq!(ours.is_some(), ratio.is_some(), "{paper}");
                assert!(ours.as_ref().is_none_or(|ours| table.row(ours).is_some()), "{ours:?}");
            }
            // Each figure of an abstract is held beside ours, or it is said why not.
            let quoted = table.rows.iter().filter(|row| row.mark == Mark::Quoted);
            for row in quoted {
                assert!(table.pairs.iter().any(|pair| pair.paper == row.id), "{}", row.id);
            }
        }
    }
}
