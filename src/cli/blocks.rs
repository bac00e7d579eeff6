//! `cimgen blocks`.

use serde_json::json;

use crate::blocks::{BlockKind, BlockSpec};
use crate::design::suggest;
use crate::text::paragraph;

use super::console::Console;
use super::failure::Failure;

#[derive(clap::Args)]
#[command(after_help = "Example: cimgen blocks cim_array")]
pub(super) struct Blocks {
    /// A block, for its page.
    name: Option<String>,
}

impl Blocks {
    pub fn run(self, console: &Console) -> Result<(), Failure> {
        let Some(name) = self.name else {
            let lines = BlockSpec::KINDS
                .iter()
                .map(|kind| format!("{:<12}  {}\n", kind.name, kind.summary));
            let kinds = BlockSpec::KINDS.iter();
            let kinds = kinds.map(|kind| json!({ "name": kind.name, "summary": kind.summary }));
            let text = paragraph(&lines.collect::<String>(), 14);
            return console.result(&text, &kinds.collect::<Vec<_>>());
        };
        let kind = kind(&name)?;
        let page: String = kind
            .page
            .lines()
            .map_while(|line| line.strip_prefix("//!"))
            .map(|line| format!("{}\n", line.strip_prefix(' ').unwrap_or(line)))
            .collect();
        console.result(&page, &json!({ "name": kind.name, "summary": kind.summary, "page": page }))
    }
}

/// The block of the library that is called `name`.
pub(super) fn kind(name: &str) -> Result<&'static BlockKind, Failure> {
    let all = || BlockSpec::KINDS.iter();
    all().find(|kind| kind.name == name).ok_or_else(|| {
        let help = suggest(name, "block", all().map(|kind| kind.name));
        Failure::Usage(format!("no block is called `{name}`; {help}"))
    })
}
