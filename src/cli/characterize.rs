//! `cimgen characterize`.

use std::path::PathBuf;

use serde_json::json;

use crate::blocks::digitizer::Errors;
use crate::characterize::{
    Characterization, Spread, Spreads, Subject, characterize, plot, subjects,
};
use crate::diag::Diagnostic;
use crate::emit::{SourceFiles, write};
use crate::report::{self, count};
use crate::text::{Align, Table, paragraph};

use super::check::load;
use super::codes::{NO_DIGITIZERS, WRONG_ERRORS};
use super::console::Console;
use super::failure::Failure;

#[derive(clap::Args)]
#[command(after_help = "Example: cimgen characterize designs/digits_collab.yaml --cell-sigma 20")]
pub(super) struct Characterize {
    /// The design file.
    design: PathBuf,
    /// Folder for pictures and numbers [default: characterized/<name of the design>].
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Number of seeds, beginning with the design's.
    #[arg(long, value_name = "N", default_value_t = 200,
          value_parser = clap::value_parser!(u32).range(1..=100_000))]
    samples: u32,
    /// First seed, in place of the design's.
    #[arg(long, value_name = "S")]
    seed: Option<u32>,
    /// Deviation of cells, in thousandths of a cell, in place of the design's.
    #[arg(long, value_name = "THOUSANDTHS")]
    cell_sigma: Option<u32>,
    /// Offset of all comparators, in thousandths of a cell, in place of the design's.
    #[arg(long, value_name = "THOUSANDTHS", allow_negative_numbers = true)]
    offset: Option<i32>,
    /// Deviation of comparators' offsets from that, in thousandths of a cell, in place of the design's.
    #[arg(long, value_name = "THOUSANDTHS")]
    offset_sigma: Option<u32>,
    /// Deviation of each decision, in thousandths of a cell, in place of the design's.
    #[arg(long, value_name = "THOUSANDTHS")]
    noise_sigma: Option<u32>,
    /// Charge lost per step of a search, in thousandths, in place of the design's.
    #[arg(long, value_name = "THOUSANDTHS")]
    droop: Option<u32>,
}

impl Characterize {
    pub fn run(self, console: &Console) -> Result<(), Failure> {
        let compiled = load(&self.design, console)?;
        let found = subjects(&compiled.graph);
        if found.is_empty() {
            let help = "name a search, such as `digitizer: { sar: { bits: 5 } }`";
            let cause = "no array of this design has a digitizer that searches";
            return Err(Diagnostic::error(NO_DIGITIZERS, cause).help(help).into());
        }
        let found = found.into_iter().map(|subject| self.with(subject));
        let found: Vec<Subject> = found.collect::<Result<_, _>>()?;
        let found: Vec<Characterization> = console.stage("curves", None, || {
            found.iter().filter_map(|subject| characterize(subject, self.samples)).collect()
        });
        let name = &compiled.graph.name;
        let folder = self.output.unwrap_or_else(|| ["characterized", name].iter().collect());
        let mut files = SourceFiles::new();
        for one in &found {
            files.add(format!("{}.svg", one.subject.name), plot(one)?)?;
        }
        files.add("curves.json", report::json(&found)?)?;
        files.add("manifest.json", files.manifest(name))?;
        write(&files, &folder)?;
        let text: String = found.iter().map(shown).collect();
        let text = format!("{text}written    {}\n", folder.display());
        console.result(&text, &json!({ "digitizers": found, "folder": folder }))
    }

    /// With errors in place of the design's.
    fn with(&self, mut subject: Subject) -> Result<Subject, Diagnostic> {
        let errors = &mut subject.errors;
        let given = [
            (self.seed, &mut errors.seed),
            (self.cell_sigma, &mut errors.cell_sigma),
            (self.offset_sigma, &mut errors.offset_sigma),
            (self.noise_sigma, &mut errors.noise_sigma),
            (self.droop, &mut errors.droop),
        ];
        for (given, own) in given {
            *own = given.unwrap_or(*own);
        }
        errors.offset = self.offset.unwrap_or(errors.offset);
        match errors.check(subject.conversion.references()).pop() {
            Some(error) => Err(Diagnostic::error(WRONG_ERRORS, error.cause).help(error.help)),
            None => Ok(subject),
        }
    }
}

fn shown(of: &Characterization) -> String {
    let Characterization { subject, line, lines, spreads, .. } = of;
    let head = format!(
        "{}: codes of {} bits, {} lines of {} cells, errors of seed {}\n",
        subject.name,
        subject.conversion.bits().unwrap_or(0),
        subject.lines,
        subject.cells,
        subject.errors.seed
    );
    let mut table = Table::new([Align::Left, Align::Right, Align::Left, Align::Left]);
    table.row(["", "first line", "all lines", &count(of.samples.into(), "seed")]);
    table.row(["", "", "median (5 to 95 %)", "median (5 to 95 %)"]);
    let spread = |of: Option<Spread>| match of {
        Some(Spread { low, median, high }) => format!("{median:.2} ({low:.2} to {high:.2})"),
        None => "none".into(),
    };
    let mut row = |name: &str, first: String, all: [Option<Spread>; 2]| {
        let [lines, seeds] = all.map(spread);
        table.row([format!("  {name}"), first, lines, seeds]);
    };
    let both = |figure: fn(&Spreads) -> Option<Spread>| [figure(lines), figure(spreads)];
    row("INL, steps", format!("{:.2}", line.inl), both(|of| Some(of.inl)));
    row("DNL, steps", format!("{:.2}", line.dnl), both(|of| Some(of.dnl)));
    row("missing codes", line.missing.to_string(), both(|of| Some(of.missing)));
    let bits = line.effective_bits.map_or("none".into(), |bits| format!("{bits:.2}"));
    row("effective bits", bits, both(|of| of.effective_bits));
    let wrong = format!("{:.2}", 100.0 * line.wrong_sums);
    row("wrong sums, %", wrong, both(|of| Some(percent(of.wrong_sums))));
    let why = ideal(&subject.errors).map(|why| paragraph(&format!("  {why}\n"), 2));
    head + &table.text() + &why.unwrap_or_default()
}

fn percent(share: Spread) -> Spread {
    let Spread { low, median, high } = share;
    Spread { low: 100.0 * low, median: 100.0 * median, high: 100.0 * high }
}

/// Why curves are those of an ideal digitizer; `None` where they are not.
fn ideal(errors: &Errors) -> Option<&'static str> {
    let Errors { cell_sigma, offset, offset_sigma, noise_sigma, droop, .. } = errors;
    match (*cell_sigma, *offset, *offset_sigma, *droop) {
        (0, 0, 0, 0) if *noise_sigma > 0 => Some(
            "Nothing but noise is in error here. Curves are without noise, so they are ideal: see what noise does with \
             `cimgen run`.",
        ),
        (0, 0, 0, 0) => Some(
            "Nothing is in error here, so curves are ideal: give the array `errors`, or ask for some, as in \
             `--cell-sigma 20 --offset-sigma 200`.",
        ),
        _ => None,
    }
}
