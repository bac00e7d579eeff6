//! `cimgen reproduce`.

use serde_json::json;

use crate::design::suggest;
use crate::reproduce::{SYSTEMS, System, Table};
use crate::text::{self, Align, paragraph};

use super::console::Console;
use super::failure::Failure;

#[derive(clap::Args)]
#[command(after_help = "Example: cimgen reproduce collaborative_digitization")]
pub(super) struct Reproduce {
    /// A system [default: all that have a table].
    system: Option<String>,
}

impl Reproduce {
    pub fn run(self, console: &Console) -> Result<(), Failure> {
        let chosen = |system: &&System| self.system.as_ref().is_none_or(|name| name == system.name);
        let chosen: Vec<&System> = SYSTEMS.iter().filter(chosen).collect();
        if chosen.is_empty() {
            let name = self.system.unwrap_or_default();
            let help = suggest(&name, "system", SYSTEMS.iter().map(|system| system.name));
            return Err(Failure::Usage(format!("no system is called `{name}`; {help}")));
        }
        let (mut text, mut values) = (String::new(), vec![]);
        for system in chosen {
            let table = console.stage(system.name, None, system.table)?;
            text.push_str(&shown(system, &table));
            values.push(json!({ "system": system.name, "paper": system.paper, "table": table }));
        }
        console.result(&text, &values)
    }
}

/// The paper's figures beside ours, why they differ, then all of ours.
fn shown(system: &System, table: &Table) -> String {
    let notes: Vec<String> = table.notes.iter().map(|note| format!("- {note}\n")).collect();
    let parts = [
        format!("{} ({})\n", system.name, system.paper),
        pairs(table),
        figures(table),
        paragraph(&notes.concat(), 2),
    ];
    parts.join("\n")
}

fn pairs(table: &Table) -> String {
    let figure =
        |id: &str| table.row(id).map_or(String::new(), |row| format!("{} {}", row.value, row.unit));
    let mut rows = text::Table::new([Align::Left; 5]);
    rows.row(["figure", "paper", "ours", "ratio", "why"]);
    let mut reasons: Vec<&str> = vec![];
    for pair in &table.pairs {
        let paper = table.row(&pair.paper);
        let number = reasons.iter().position(|why| *why == pair.why).unwrap_or_else(|| {
            reasons.push(pair.why);
            reasons.len() - 1
        });
        rows.row([
            paper.map_or(String::new(), |row| format!("{} ({})", row.what, row.mark.words())),
            figure(&pair.paper),
            pair.ours.as_deref().map_or("-".into(), figure),
            pair.ratio.map_or("-".into(), |ratio| ratio.to_string()),
            format!("[{}]", number + 1),
        ]);
    }
    let reasons = reasons.iter().enumerate();
    let reasons: String = reasons.map(|(at, why)| format!("[{}] {why}\n", at + 1)).collect();
    rows.text() + &paragraph(&reasons, 4)
}

/// Ours, each with where it comes from.
fn figures(table: &Table) -> String {
    let mut rows = text::Table::new([Align::Left; 3]);
    for row in table.rows.iter().filter(|row| !row.formula.is_empty()) {
        let figure = format!("{} {}", row.value, row.unit);
        rows.row([row.what.clone(), figure, row.mark.words().into()]);
    }
    rows.text()
}
