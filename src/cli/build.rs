//! `cimgen build`.

use std::path::PathBuf;

use serde_json::json;

use crate::compile::{Compiled, Reference, package};
use crate::cosim::{Embedded, Pacing, SEED, stimulus};
use crate::dataflow::extremes;
use crate::emit::write;
use crate::network::{Part, accuracy, labelled};
use crate::report::{self, Accuracy, Report, Source};

use super::check::load;
use super::console::Console;
use super::failure::Failure;

/// Beats beside the test samples that the hardware is verified with.
const SAMPLES: usize = 64;

#[derive(clap::Args)]
#[command(after_help = "Example: cimgen build designs/digits_mlp.yaml -o generated/digits_mlp")]
pub(super) struct Build {
    /// The design file.
    design: PathBuf,
    /// Folder for the output [default: generated/<name of the design>].
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
}

impl Build {
    pub fn run(self, console: &Console) -> Result<(), Failure> {
        let compiled = load(&self.design, console)?;
        let Verified { reference, report } = verified(&compiled, console)?;
        let folder = self.output.unwrap_or_else(|| ["generated", &report.design].iter().collect());
        console.stage("write", None, || -> Result<(), Failure> {
            let mut files = package(&compiled, &reference)?;
            files.add("report.json", report::json(&report)?)?;
            files.add("manifest.json", files.manifest(&report.design))?;
            Ok(write(&files, &folder)?)
        })?;
        let shown = folder.display();
        let text = format!("{}written    {shown}\n", report::text(&report));
        console.result(&text, &json!({ "report": report, "folder": shown.to_string() }))
    }
}

/// What is known of a design whose hardware does what it must.
pub(super) struct Verified {
    pub reference: Reference,
    pub report: Report,
}

/// Runs a design's hardware in the embedded simulator; fails where it differs from the golden models.
pub(super) fn verified(compiled: &Compiled, console: &Console) -> Result<Verified, Failure> {
    labelled(&compiled.design, Part::Train)?;
    let test = labelled(&compiled.design, Part::Test)?;
    let count = SAMPLES * compiled.beats_per_sample();
    let mut beats = stimulus(&compiled.input(), count, SEED);
    beats.extend(extremes(&compiled.graph));
    let before = beats.len() / compiled.beats_per_sample();
    beats.extend(test.iter().flat_map(|(samples, _)| compiled.beats(&samples.codes)));
    let reference = console.stage("golden model", None, || Reference::new(compiled, beats))?;
    let (result, results) = console.stage("embedded simulator", None, || {
        let mut embedded = Embedded::new(compiled.validated()?)?;
        reference.check(compiled, &mut embedded, Pacing::Full, Some(SEED))
    })?;
    if !result.passed() {
        console.result(&report::account(&result), &result)?;
        return Err(Failure::Check);
    }
    let outcomes = compiled.outcomes(&results)?;
    let accuracy = test.map(|(_, labels)| Accuracy {
        correct: accuracy(&outcomes[before..], &labels),
        samples: labels.len(),
        source: Source::MeasuredInRtl,
    });
    let alone = console.stage("blocks alone", None, || compiled.alone())?;
    let report = Report { alone: Some(alone), ..Report::new(compiled, accuracy, vec![result])? };
    Ok(Verified { reference, report })
}
