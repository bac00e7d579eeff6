//! `cimgen run`.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::compile::Reference;
use crate::cosim::Pacing;
use crate::dataflow::{Means, evaluate_all};
use crate::design::Design;
use crate::network::{
    Part, Samples, accuracy, check_labels, inspect_samples, labelled, labels, write_codes,
};
use crate::report::{self, account, fields};

use super::check::load;
use super::console::Console;
use super::failure::Failure;
use super::simulators::Choice;

#[derive(clap::Args)]
#[command(after_help = "\
Example: cimgen run designs/digits_mlp.yaml --engine embedded
         cimgen run designs/digits_mlp.yaml --input x.npy --output y.npy")]
pub(super) struct Run {
    /// The design file.
    design: PathBuf,
    /// Samples, `[samples, lanes]`: integers are codes, floats are quantized by the input's format [default: the
    /// design's test samples, with their labels].
    #[arg(long, value_name = "FILE.npy")]
    input: Option<PathBuf>,
    /// File for the results: one row of codes per sample.
    #[arg(long, value_name = "FILE.npy")]
    output: Option<PathBuf>,
    /// Labels, `[samples]`, to count correct results: a result of one lane is a class, any other stands for the index of
    /// its greatest lane.
    #[arg(long, value_name = "FILE.npy", requires = "input")]
    labels: Option<PathBuf>,
    /// What computes the results.
    #[arg(long, value_enum, default_value_t = Engine::Golden)]
    engine: Engine,
}

/// The golden model, or hardware in a simulator.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Engine {
    Golden,
    Embedded,
    Verilator,
    Icarus,
}

impl Engine {
    fn simulator(self) -> Option<Choice> {
        match self {
            Engine::Golden => None,
            Engine::Embedded => Some(Choice::Embedded),
            Engine::Verilator => Some(Choice::Verilator),
            Engine::Icarus => Some(Choice::Icarus),
        }
    }
}

impl Run {
    pub fn run(self, console: &Console) -> Result<(), Failure> {
        if let Some(file) = self.output.as_ref().filter(|file| !is_array(file)) {
            let shown = file.with_extension("npy");
            let message =
                format!("results are written as an array of NumPy: name `{}`", shown.display());
            return Err(Failure::Usage(message));
        }
        let compiled = load(&self.design, console)?;
        let (samples, labels) = self.samples(&compiled.design, console)?;
        let count = samples.codes.len();
        let beats = compiled.beats(&samples.codes);
        let mut text = String::new();
        let (means, comparison, results) = match self.engine.simulator() {
            None => {
                let program = compiled.program(beats);
                let evaluation = console
                    .stage("golden model", None, || evaluate_all(&compiled.graph, &program))?;
                text.push_str(&said(evaluation.means));
                (Some(evaluation.means), None, evaluation.results)
            }
            Some(choice) => {
                let reference =
                    console.stage("golden model", None, || Reference::new(&compiled, beats))?;
                let mut simulator = choice.start(&compiled, console)?;
                let name = simulator.name().to_string();
                let (result, results) = console.stage(&name, None, || {
                    reference.check_in_runs(&compiled, &mut *simulator, Pacing::Full, None)
                })?;
                text.push_str(&account(&result));
                (None, Some(result), results)
            }
        };
        if comparison.as_ref().is_some_and(|result| !result.passed()) {
            console.result(&text, &json!({ "comparison": comparison }))?;
            return Err(Failure::Check);
        }
        let results = compiled.outcomes(&results)?;
        let correct = labels
            .map(|labels| -> Result<usize, Failure> {
                Ok(accuracy(&compiled.answers(&results)?, &labels))
            })
            .transpose()?;
        match correct {
            Some(correct) => {
                let share = 100.0 * correct as f64 / count as f64;
                let samples = if self.input.is_some() { "samples" } else { "test samples" };
                text.push_str(&format!("{correct} of {count} {samples} correct, {share:.1} %\n"));
            }
            None => text.push_str(&format!("{}\n", report::count(count as u64, "sample"))),
        }
        let ends = [("samples", compiled.input()), ("results", compiled.output()?)];
        text.extend(ends.iter().map(|(what, beat)| fields(what, &beat.fields)));
        if let Some(file) = &self.output {
            write_codes(file, &results)?;
            text.push_str(&format!("written    {}\n", file.display()));
        }
        let value = json!({
            "samples": count,
            "correct": correct,
            "input": ends[0].1.fields,
            "results": ends[1].1.fields,
            "golden_model": means,
            "comparison": comparison,
            "output": self.output.map(|file| file.display().to_string()),
        });
        console.result(&text, &value)
    }
}

impl Run {
    /// What was asked for, or the design's test samples.
    fn samples(
        &self,
        design: &Design,
        console: &Console,
    ) -> Result<(Samples, Option<Vec<i64>>), Failure> {
        let Some(file) = &self.input else {
            let Some((samples, labels)) = labelled(design, Part::Test)? else {
                let message = "no samples: name a file with `--input FILE.npy`, or give the design `data.test`";
                return Err(Failure::Usage(message.into()));
            };
            let shown = report::count(samples.codes.len() as u64, "test sample");
            console.note(&format!("no `--input`: the {shown} of the design are run"));
            return Ok((samples, Some(labels)));
        };
        let sample = design.description().sample();
        let samples = Samples::of(file, &sample)?;
        console.warnings(&inspect_samples(file, &sample));
        let labels = self.labels.as_deref().map(|file| {
            let labels = labels(file, samples.codes.len())?;
            check_labels(design, file, &labels).map(|()| labels)
        });
        Ok((samples, labels.transpose()?))
    }
}

/// Whether a file is called as arrays of NumPy are.
fn is_array(file: &Path) -> bool {
    file.extension().is_some_and(|end| end.eq_ignore_ascii_case("npy"))
}

/// What computed the results, and what it was compared with.
fn said(means: Means) -> String {
    match means.samples_compared {
        0 => format!("{means}\n"),
        1 => format!("{means}: the first sample computed from the definition too, equal\n"),
        count => {
            format!("{means}: the first {count} samples computed from the definition too, equal\n")
        }
    }
}
