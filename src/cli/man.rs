//! `cimgen man`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::diag::{Diagnostic, quoted};
use crate::emit::codes::UNWRITABLE;

use super::arguments::definition;
use super::console::Console;
use super::failure::Failure;

#[derive(clap::Args)]
#[command(after_help = "\
Example: cimgen man ~/.local/share/man/man1 && man cimgen-build
To read the page without installing it: cimgen man | man -l -")]
pub(super) struct Man {
    /// Folder for the pages of all commands [default: one page to standard output].
    folder: Option<PathBuf>,
}

impl Man {
    pub fn run(self, console: &Console) -> Result<(), Failure> {
        let Some(folder) = self.folder else {
            let mut page = vec![];
            clap_mangen::Man::new(definition()).render(&mut page)?;
            let page = String::from_utf8_lossy(&page);
            return console.result(&page, &json!({ "page": page }));
        };
        let shown = folder.display().to_string();
        let files = pages(&folder).map_err(|error| {
            let cause = format!("cannot write into {}: {error}", quoted(&shown));
            Diagnostic::error(UNWRITABLE, cause).help("choose a folder that can be written")
        })?;
        let text: String = files.iter().map(|file| format!("written    {file}\n")).collect();
        console.result(&text, &json!({ "files": files }))
    }
}

/// Writes the page of every command; gives the files.
fn pages(folder: &Path) -> io::Result<Vec<String>> {
    fs::create_dir_all(folder)?;
    let mut all = definition();
    // Gives subcommands the names of their pages, such as `cimgen-build`.
    all.build();
    let subcommands = all.get_subcommands().filter(|command| command.get_name() != "help");
    let commands: Vec<clap::Command> =
        std::iter::once(all.clone()).chain(subcommands.cloned()).collect();
    let mut files = vec![];
    for command in commands {
        let file = clap_mangen::Man::new(command).generate_to(folder)?;
        files.push(file.display().to_string());
    }
    Ok(files)
}
