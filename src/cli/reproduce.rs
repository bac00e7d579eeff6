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

fn shown(system: &System, table: &Table) -> String {
    let mut rows = text::Table::new([Align::Left, Align::Left, Align::Left]);
    for row in &table.rows {
        rows.row([
            row.what.clone(),
            format!("{} {}", row.value, row.unit),
            row.mark.words().into(),
        ]);
    }
    let notes: String = table.notes.iter().map(|note| format!("- {note}\n")).collect();
    let head = format!("{} ({})\n", system.name, system.paper);
    head + &rows.text() + &paragraph(&notes, 2)
}
