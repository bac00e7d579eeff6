//! `cimgen build`.

use std::path::PathBuf;

use serde_json::json;

use crate::compile::{Compiled, Reference, SAMPLES, package, stimuli};
use crate::cosim::{Embedded, Pacing, SEED};
use crate::emit::write;
use crate::network::{Part, accuracy, labelled};
use crate::report::{self, Accuracy, Report, crossbars, digitizers};
use crate::tech::Mark;

use super::check::load;
use super::console::Console;
use super::failure::Failure;

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
    let own = test.as_ref().map_or(&[][..], |(samples, _)| &samples.codes);
    let beats = stimuli(compiled, (SAMPLES, SEED), own);
    let reference = console.stage("golden model", None, || Reference::new(compiled, beats))?;
    let (result, results) = console.stage("embedded simulator", None, || {
        let mut embedded = Embedded::new(compiled.validated()?)?;
        reference.check_in_runs(compiled, &mut embedded, Pacing::Full, Some(SEED))
    })?;
    if !result.passed() {
        console.result(&report::account(&result), &result)?;
        return Err(Failure::Check);
    }
    let outcomes = compiled.outcomes(&results)?;
    let accuracy = test.as_ref().map(|(_, labels)| Accuracy {
        correct: accuracy(&outcomes[outcomes.len() - labels.len()..], labels),
        samples: labels.len(),
        source: Mark::MeasuredInRtl,
    });
    let alone = console.stage("blocks alone", None, || compiled.alone())?;
    let report = Report::new(compiled, accuracy, vec![result])?;
    let mut report = Report { alone: Some(alone), ..report };
    let (beats, delivered) = (compiled.beats_per_result()?, &reference.cycles.delivered);
    // The design's own samples come last; where it has none, all are typical of nothing.
    let own = own.len() * beats;
    let own = if own > 0 { &delivered[delivered.len().saturating_sub(own)..] } else { delivered };
    report.timing.note(compiled, own, beats);
    let samples = test.as_ref().map_or(&[][..], |(samples, _)| &samples.codes);
    report.digitizers = digitizers(compiled, &samples[..samples.len().min(SAMPLES as usize)]);
    report.crossbars = crossbars(compiled, samples);
    Ok(Verified { reference, report })
}
