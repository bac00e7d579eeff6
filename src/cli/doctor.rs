//! `cimgen doctor`.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::tool::{TOOLS, find};

use super::console::Console;
use super::failure::Failure;

#[derive(clap::Args)]
#[command(after_help = "Example: cimgen doctor --json")]
pub(super) struct Doctor {}

impl Doctor {
    pub fn run(self, console: &Console) -> Result<(), Failure> {
        let mut text = String::from(
            "embedded simulator: always here; `check`, `build`, `run` and `sim` need no tool\n",
        );
        let mut values: Vec<Value> = vec![];
        for tool in TOOLS {
            let found = find(tool);
            // Writing to a String cannot fail.
            let _ = match &found {
                Some(found) => writeln!(
                    text,
                    "{:<10} here     {}\n           {}; {}",
                    tool.name,
                    tool.purpose,
                    found.program.display(),
                    found.says
                ),
                None => {
                    let how = match tool.package {
                        Some(package) => format!("apt-get install {package}, or "),
                        None => String::new(),
                    };
                    writeln!(
                        text,
                        "{:<10} missing  {}\n           {how}name it in {}",
                        tool.name, tool.without, tool.variable
                    )
                }
            };
            values.push(json!({
                "name": tool.name,
                "program": found.as_ref().map(|found| found.program.display().to_string()),
                "says": found.map(|found| found.says),
                "purpose": tool.purpose,
                "without": tool.without,
                "package": tool.package,
                "variable": tool.variable,
            }));
        }
        console.result(&text, &values)
    }
}
