//! `cimgen schema`.

use crate::design::{reference, schema};
use crate::report;

use super::console::Console;
use super::failure::Failure;

#[derive(clap::Args)]
#[command(after_help = "\
Example: cimgen schema > design.schema.json

In VS Code with the YAML plugin, the first line of a design then names the schema:
# yaml-language-server: $schema=design.schema.json")]
pub(super) struct Schema {
    /// Print the reference of the design file as Markdown instead, as in docs/design.md.
    #[arg(long)]
    markdown: bool,
}

impl Schema {
    pub fn run(self, console: &Console) -> Result<(), Failure> {
        if self.markdown {
            let page = reference();
            return console.result(&page, &serde_json::json!({ "page": page }));
        }
        let schema = schema();
        console.result(&report::json(&schema)?, &schema)
    }
}
