//! `cimgen compare`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::compile::Effort;
use crate::diag::{Bug, Diagnostic, quoted};
use crate::report::Comparison;

use super::build::verified;
use super::check::load;
use super::codes;
use super::console::Console;
use super::failure::Failure;

#[derive(clap::Args)]
#[command(after_help = "\
Example: cimgen compare generated/digits_mlp my_design.yaml

Figures are called by their place in report.json. A design file is verified
as `cimgen build` does it, and nothing is written.")]
pub(super) struct Compare {
    /// A design file, a folder that `cimgen build` wrote, or its report.json.
    #[arg(value_name = "A")]
    a: PathBuf,
    /// What to compare it with.
    #[arg(value_name = "B")]
    b: PathBuf,
}

impl Compare {
    pub fn run(self, console: &Console) -> Result<(), Failure> {
        let (a, b) = (report(&self.a, console)?, report(&self.b, console)?);
        let comparison = Comparison::new(&a, &b);
        let [a, b] = [&self.a, &self.b].map(|path| path.display().to_string());
        let width = comparison.a.len().max(comparison.b.len());
        let legend =
            format!("A  {:<width$}  {a}\nB  {:<width$}  {b}\n\n", comparison.a, comparison.b);
        let value = json!({
            "a": { "path": a, "design": comparison.a },
            "b": { "path": b, "design": comparison.b },
            "rows": comparison.rows,
        });
        console.result(&(legend + &comparison.text()), &value)
    }
}

/// The report of a finished build, or of a design that is built here.
fn report(path: &Path, console: &Console) -> Result<Value, Failure> {
    if path.is_dir() {
        return Ok(read(&path.join("report.json"))?);
    }
    if path.extension().is_some_and(|ending| ending == "json") {
        return Ok(read(path)?);
    }
    let compiled = load(path, console)?;
    let report = verified(&compiled, &Effort::default(), console)?.report;
    let value = serde_json::to_value(report);
    Ok(value.map_err(|error| Bug::new(format!("report: {error}")))?)
}

fn read(file: &Path) -> Result<Value, Diagnostic> {
    let shown = quoted(&file.display().to_string());
    let wrong = |cause: String| {
        Diagnostic::error(codes::NO_REPORT, cause)
            .help("name a design file, or a folder that `cimgen build` wrote")
    };
    let text = match fs::metadata(file) {
        Ok(metadata) if !metadata.is_file() => Err(io::Error::other("it is no file")),
        Ok(_) => fs::read_to_string(file),
        Err(error) => Err(error),
    };
    let text = text.map_err(|error| wrong(format!("cannot read {shown}: {error}")))?;
    let report: Value = serde_json::from_str(&text)
        .map_err(|error| wrong(format!("{shown} is no report: {error}")))?;
    if report["generator"].as_str().is_none_or(|by| !by.starts_with("cimgen ")) {
        return Err(wrong(format!("{shown} is no report of cimgen")));
    }
    if report["nodes"].is_array() {
        return Ok(report);
    }
    Err(wrong(format!("{shown} has no `nodes`, as a report has")))
}
