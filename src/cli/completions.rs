//! `cimgen completions`.

use clap_complete::Shell;
use serde_json::json;

use super::arguments::definition;
use super::console::Console;
use super::failure::Failure;

#[derive(clap::Args)]
#[command(after_help = "\
Example: cimgen completions bash > ~/.local/share/bash-completion/completions/cimgen")]
pub(super) struct Completions {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    pub fn run(self, console: &Console) -> Result<(), Failure> {
        let mut script = vec![];
        clap_complete::generate(self.shell, &mut definition(), "cimgen", &mut script);
        let script = String::from_utf8_lossy(&script);
        console.result(&script, &json!({ "shell": self.shell.to_string(), "script": script }))
    }
}
