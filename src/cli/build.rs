//! `cimgen build`.

use std::path::PathBuf;

use serde_json::json;

use crate::compile::{Compiled, Effort, Reference, SAMPLES, Stimuli, package};
use crate::cosim::{Embedded, Pacing, SEED, stimulus};
use crate::emit::write;
use crate::network::{Part, labelled};
use crate::profile::hints;
use crate::report::{self, Accuracy, Coverage, EnergyReport, Report, crossbars, digitizers};

use super::check::load;
use super::console::Console;
use super::effort::Verification;
use super::failure::Failure;
use super::profile::of_build;

#[derive(clap::Args)]
#[command(after_help = "Example: cimgen build designs/digits_mlp.yaml -o generated/digits_mlp")]
pub(super) struct Build {
    /// The design file.
    design: PathBuf,
    /// Folder for the output [default: generated/<name of the design>].
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    #[command(flatten)]
    verification: Verification,
}

impl Build {
    pub fn run(self, console: &Console) -> Result<(), Failure> {
        let compiled = load(&self.design, console)?;
        let Verified { reference, report } =
            verified(&compiled, &self.verification.effort(), console)?;
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
pub(super) fn verified(
    compiled: &Compiled,
    effort: &Effort,
    console: &Console,
) -> Result<Verified, Failure> {
    labelled(&compiled.design, Part::Train)?;
    let test = labelled(&compiled.design, Part::Test)?;
    let own = test.as_ref().map_or(&[][..], |(samples, _)| &samples.codes);
    let mut stimuli = Stimuli::new(compiled, effort, SEED, own)?;
    let beats = std::mem::take(&mut stimuli.beats);
    let reference = console.stage("golden model", None, || {
        Reference::of_samples(compiled, beats, &stimuli.by_definition, effort)
    })?;
    let (result, results) = console.stage("embedded simulator", None, || {
        let mut embedded = Embedded::new(compiled.validated()?)?;
        reference.check_in_runs(compiled, &mut embedded, Pacing::Full, Some(SEED))
    })?;
    if !result.passed() {
        console.result(&report::account(&result), &result)?;
        return Err(Failure::Check);
    }
    let accuracy = test
        .as_ref()
        .map(|(samples, labels)| -> Result<Accuracy, Failure> {
            let outcomes = compiled.outcomes(&results)?;
            let run = &outcomes[outcomes.len() - stimuli.own.run..];
            Ok(Accuracy::of(compiled, (&samples.codes, labels), (&stimuli.own_numbers, run))?)
        })
        .transpose()?;
    drop(results);
    let alone = console.stage("blocks alone", None, || compiled.alone(effort))?;
    let report = Report::new(compiled, accuracy, vec![result])?;
    let testbench = reference.in_testbench(compiled)?;
    let coverage = Coverage::new(effort.level, &stimuli, &reference, testbench);
    let mut report = Report { alone: Some(alone), coverage: Some(coverage), ..report };
    let (beats, delivered) = (compiled.beats_per_result()?, &reference.cycles.delivered);
    // The design's own samples come last; where it has none, all are typical of nothing.
    let run = stimuli.own.run * beats;
    let run = if run > 0 { &delivered[delivered.len().saturating_sub(run)..] } else { delivered };
    report.timing.note(compiled, run, beats);
    report.digitizers = digitizers(compiled, &own[..own.len().min(SAMPLES as usize)]);
    report.crossbars = crossbars(compiled, own);
    report.energy = Some(console.stage("energy", None, || energy(compiled, &stimuli, own))?);
    report.network = console.stage("profile", None, || of_build(compiled, test.as_ref()))?;
    if let Some(network) = &report.network {
        console.warnings(&hints(&compiled.design, network));
    }
    Ok(Verified { reference, report })
}

/// Energy of samples: of the design's own that hardware ran, else of corners and random ones. Where samples depend on
/// each other golden models count, one after the other, and a few have to do.
fn energy(
    compiled: &Compiled,
    stimuli: &Stimuli,
    own: &[Vec<i64>],
) -> Result<EnergyReport, Failure> {
    let most = if compiled.graph.forgets() { usize::MAX } else { SAMPLES as usize };
    let numbers = &stimuli.own_numbers[..stimuli.own_numbers.len().min(most)];
    let samples: Vec<Vec<i64>> = numbers.iter().map(|number| own[*number].clone()).collect();
    let (beats, of) = match samples.is_empty() {
        false => (compiled.beats(&samples), "test samples"),
        true => {
            let count = SAMPLES as usize * compiled.beats_per_sample();
            (stimulus(&compiled.input(), count, SEED), "corner and random samples")
        }
    };
    Ok(EnergyReport::new(compiled, beats, of)?)
}
