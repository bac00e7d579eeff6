//! `cimgen profile`.

use std::path::PathBuf;

use crate::compile::Compiled;
use crate::design::Design;
use crate::diag::Diagnostics;
use crate::network::{Part, Samples, labelled};
use crate::profile::{self, Breadth};

use super::check::load;
use super::console::Console;
use super::failure::Failure;

#[derive(clap::Args)]
#[command(after_help = "Example: cimgen profile designs/digits_mlp.yaml")]
pub(super) struct Profile {
    /// The design file.
    design: PathBuf,
    /// Samples in place of the design's test samples (or, without these, of its calibration samples).
    #[arg(long, value_name = "FILE.npy")]
    input: Option<PathBuf>,
}

impl Profile {
    pub fn run(self, console: &Console) -> Result<(), Failure> {
        let compiled = load(&self.design, console)?;
        let design = &compiled.design;
        let Some(network) = &compiled.network else {
            let message = "a `graph` has no float network: its blocks are integers by definition; \
                           `cimgen run` tells what it computes";
            return Err(Failure::Usage(message.into()));
        };
        let (samples, labels) = match &self.input {
            Some(file) => (Samples::of(file, &design.description().sample())?, None),
            None => own(design)?.ok_or_else(|| {
                let message =
                    "no samples: name a file with `--input FILE.npy`, or give the design `data`";
                Failure::Usage(message.into())
            })?,
        };
        let measured = console.stage("profile", None, || {
            let of = (design, network);
            profile::profile(of, &samples.codes, labels.as_deref(), Breadth::Whole)
        })?;
        console.warnings(&profile::hints(design, &measured));
        console.result(&profile::text(&measured), &measured)
    }
}

/// Samples, and labels where there are some.
type Own = (Samples, Option<Vec<i64>>);

/// The design's test samples with labels, or its calibration or training samples without.
fn own(design: &Design) -> Result<Option<Own>, Diagnostics> {
    if let Some((samples, labels)) = labelled(design, Part::Test)? {
        return Ok(Some((samples, Some(labels))));
    }
    Ok(calibration(design)?.map(|samples| (samples, None)))
}

/// The samples that set ranges.
fn calibration(design: &Design) -> Result<Option<Samples>, Diagnostics> {
    let description = design.description();
    let Some(data) = &description.data else { return Ok(None) };
    let train = data.train.as_ref().map(|train| &train.input);
    let Some(file) = data.calibration.as_ref().or(train) else { return Ok(None) };
    Samples::of(&design.file(file), &description.sample()).map(Some).map_err(|one| vec![one])
}

/// What a build tells of its network, on its test samples, if it has some; `None` for a graph, and without samples.
pub(super) fn of_build(
    compiled: &Compiled,
    test: Option<&(Samples, Vec<i64>)>,
) -> Result<Option<profile::Profile>, Failure> {
    let Some(network) = &compiled.network else { return Ok(None) };
    let of = (&compiled.design, network);
    let measured = |samples: &Samples, labels: Option<&[i64]>| {
        profile::profile(of, &samples.codes, labels, Breadth::Brief)
    };
    Ok(match test {
        Some((samples, labels)) => Some(measured(samples, Some(labels))?),
        None => calibration(&compiled.design)?.map(|some| measured(&some, None)).transpose()?,
    })
}
