//! `cimgen schema`.

use crate::design::schema;
use crate::report;

use super::console::Console;
use super::failure::Failure;

#[derive(clap::Args)]
#[command(after_help = "\
Example: cimgen schema > design.schema.json

In VS Code with the YAML plugin, the first line of a design then names the schema:
# yaml-language-server: $schema=design.schema.json")]
pub(super) struct Schema {}

impl Schema {
    pub fn run(self, console: &Console) -> Result<(), Failure> {
        let schema = schema();
        console.result(&report::json(&schema)?, &schema)
    }
}
