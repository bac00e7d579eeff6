//! `cimgen reproduce`.

use std::fmt::Write;

use serde_json::json;

use crate::design::suggest;
use crate::reproduce::{SYSTEMS, System, Table};

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

fn shown(system: &System, table: &Table) -> String {
    let mut text = format!("{} ({})\n", system.name, system.paper);
    let width = table.rows.iter().map(|row| row.what.chars().count()).max().unwrap_or(0);
    for row in &table.rows {
        // Writing to a String cannot fail.
        let figure = format!("{} {}", row.value, row.unit);
        let _ = writeln!(text, "{:<width$}  {figure:<24}  {}", row.what, row.mark.words());
    }
    for note in &table.notes {
        let _ = writeln!(text, "- {note}");
    }
    text
}
