//! Where a tool is.

use std::env;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::run::run;

/// An external program.
#[derive(Debug, PartialEq, Eq)]
pub struct Tool {
    /// What it is called.
    pub name: &'static str,
    /// Program looked for on the path.
    pub program: &'static str,
    /// Environment variable that names the program instead.
    pub variable: &'static str,
    /// Arguments that make it say what it is, and do nothing else.
    pub probe: &'static [&'static str],
    /// What cimgen uses it for.
    pub purpose: &'static str,
    /// What is missing without it.
    pub without: &'static str,
    /// Debian packages that bring it.
    pub package: Option<&'static str>,
}

/// A tool that answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The program.
    pub program: PathBuf,
    /// First line of its answer; tells installations apart, never parsed.
    pub says: String,
}

/// The tool, if it is there and answers. An empty variable hides a tool.
pub fn find(tool: &Tool) -> Option<Found> {
    let program = match env::var_os(tool.variable) {
        Some(program) => PathBuf::from(program),
        None => on_path(tool.program)?,
    };
    let mut command = Command::new(&program);
    command.args(tool.probe);
    // Some tools answer and still exit with an error.
    let outcome =
        run(&mut command, Duration::from_secs(20)).or_else(|error| error.outcome().ok_or(error));
    let outcome = outcome.ok()?;
    let says = outcome.text.lines().map(str::trim).find(|line| !line.is_empty())?;
    Some(Found { program, says: says.to_string() })
}

fn on_path(program: &str) -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    env::split_paths(&folders).map(|folder| folder.join(program)).find(|path| path.is_file())
}

/// The tool for a test called `test`. Where it is missing the test is told as skipped, with a count.
pub fn or_skip(tool: &Tool, test: &str) -> Option<Found> {
    let found = find(tool);
    if found.is_none() {
        skipped(tool.name, test);
    }
    found
}

/// Says on standard error, with a count, that a test called `test` is skipped as `what` is missing. With
/// `CIMGEN_REQUIRE_TOOLS=1` it ends the program.
fn skipped(what: &str, test: &str) {
    static SKIPPED: AtomicUsize = AtomicUsize::new(0);
    // Test runners capture what the print macros say.
    let mut out = io::stderr().lock();
    if env::var_os("CIMGEN_REQUIRE_TOOLS").is_some_and(|value| value == "1") {
        let _ = writeln!(out, "{test} needs {what}, and CIMGEN_REQUIRE_TOOLS=1 is set");
        std::process::exit(1);
    }
    let count = SKIPPED.fetch_add(1, Ordering::Relaxed) + 1;
    let _ = writeln!(out, "SKIPPED {count} ({what} is missing): {test}");
}
