//! The subcommand.

use std::path::PathBuf;

use serde_json::json;

use crate::compile::compile;
use crate::design::names::{NameError, check_name};
use crate::design::{Design, schema};
use crate::diag::{Bug, Diagnostic, quoted};
use crate::emit::{SourceFiles, write};
use crate::report;

use super::super::codes::TAKEN;
use super::super::console::Console;
use super::super::failure::Failure;
use super::{digits, lines};

#[derive(clap::Args)]
#[command(after_help = "\
Example: cimgen new first && cimgen build first/design.yaml")]
pub(crate) struct New {
    /// Name of the design and of its top module.
    #[arg(value_parser = legal)]
    name: String,
    /// What to begin with.
    #[arg(long, value_enum, default_value_t = Example::Mlp)]
    example: Example,
    /// Folder for it, which must not exist [default: the name].
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Example {
    /// Lines in pictures of 4x4 pixels: drawn by cimgen, weights by construction.
    Mlp,
    /// Handwritten digits of 8x8 pixels, trained weights.
    Digits,
}

impl New {
    pub fn run(self, console: &Console) -> Result<(), Failure> {
        let folder = self.output.unwrap_or_else(|| PathBuf::from(&self.name));
        let shown = folder.display().to_string();
        if folder.symlink_metadata().is_ok() {
            let cause = format!("{} is there already", quoted(&shown));
            let help = "choose another name, or another folder with `-o DIR`";
            return Err(Diagnostic::error(TAKEN, cause).help(help).into());
        }
        let mut files = match self.example {
            Example::Mlp => lines::files(&self.name)?,
            Example::Digits => digits::files(&self.name)?,
        };
        files.add("design.schema.json", report::json(&schema())?)?;
        let design = folder.join("design.yaml").display().to_string();
        console.stage("try", None, || tried(&files, &design))?;
        write(&files, &folder)?;
        let written: Vec<&str> = files.iter().map(|(path, _)| path).collect();
        let next = format!("cimgen build {}", in_shell(&design));
        let text = format!("written    {shown}: {}\nnext       {next}\n", written.join(", "));
        console.result(&text, &json!({ "folder": shown, "files": written, "next": next }))
    }
}

/// The name, or why it is none.
fn legal(name: &str) -> Result<String, String> {
    match check_name(name) {
        Ok(()) => Ok(name.to_string()),
        Err(NameError::Illegal { cause, help } | NameError::Keyword { cause, help }) => {
            Err(format!("{cause}; {help}"))
        }
    }
}

/// Compiles the files as they will stand: a name may be legal and yet that of a part of the hardware.
fn tried(files: &SourceFiles, path: &str) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Bug::new(format!("no temporary folder: {error}"));
    let scratch = tempfile::tempdir().map_err(failed)?;
    let folder = scratch.path().join("design");
    write(files, &folder)?;
    let text = String::from_utf8_lossy(files.get("design.yaml").unwrap_or_default());
    compile(Design::from_yaml(text, path, folder)?)?;
    Ok(())
}

/// A path as a shell takes it.
fn in_shell(path: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_./-".contains(c);
    if path.chars().all(is_plain) && !path.starts_with('-') {
        return path.to_string();
    }
    format!("'{}'", path.replace('\'', "'\\''"))
}

/// The design file of an example, called `name`.
pub(super) fn named(design: &str, name: &str) -> String {
    design.replace("NAME", name)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn paths_reach_the_shell_whole() {
        assert_eq!(in_shell("a/b.yaml"), "a/b.yaml");
        assert_eq!(in_shell("it's/b c"), "'it'\\''s/b c'");
    }

    /// The examples are real: their design says what it means without warnings.
    #[test]
    fn examples_are_without_warnings() {
        for files in [lines::files("mine").unwrap(), digits::files("mine").unwrap()] {
            let text = String::from_utf8_lossy(files.get("design.yaml").unwrap()).into_owned();
            let design = Design::from_yaml(&*text, "design.yaml", "").unwrap();
            assert_eq!((design.warnings(), &*design.description().name), (&[][..], "mine"));
            assert!(!text.contains("NAME"));
        }
    }

    /// The digits are those of `designs/`, in a file that explains itself.
    #[test]
    fn the_digits_are_the_digits() {
        let files = digits::files("digits_mlp").unwrap();
        let text = String::from_utf8_lossy(files.get("design.yaml").unwrap()).into_owned();
        let copy = Design::from_yaml(text, "design.yaml", "").unwrap().description().clone();
        let original = Design::read(Path::new("designs/digits_mlp.yaml")).unwrap();
        let mut original = original.description().clone();
        original.parameters = copy.parameters.clone();
        assert_eq!(copy, original);
    }
}
