//! `cimgen sim`.

use std::path::PathBuf;

use crate::compile::Reference;
use crate::cosim::{CosimResult, Pacing, SEED, stimulus};
use crate::report::verdict;

use super::check::load;
use super::console::Console;
use super::failure::Failure;
use super::simulators::Choice;

#[derive(clap::Args)]
#[command(
    after_help = "Example: cimgen sim designs/digits_mlp.yaml --simulator all --vectors 1000"
)]
pub(super) struct Sim {
    /// The design file.
    design: PathBuf,
    /// What runs the hardware.
    #[arg(long, value_enum, default_value_t = Choice::Auto)]
    simulator: Choice,
    /// Number of samples: corners of the formats first, then random ones. Where weights can be written,
    /// all are loaded first, and random rows between samples.
    #[arg(long, default_value_t = 256, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    vectors: u32,
    /// Seed of random beats and of pacing.
    #[arg(long, default_value_t = SEED)]
    seed: u64,
    /// File for waves (VCD) of the run without pacing; Verilator and Icarus only.
    #[arg(long, value_name = "FILE")]
    trace: Option<PathBuf>,
}

impl Sim {
    pub fn run(self, console: &Console) -> Result<(), Failure> {
        if self.trace.is_some() && matches!(self.simulator, Choice::Embedded | Choice::All) {
            let message = "--trace needs --simulator verilator or icarus";
            clap::Error::raw(clap::error::ErrorKind::ArgumentConflict, format!("{message}\n"))
                .exit();
        }
        let compiled = load(&self.design, console)?;
        let count = self.vectors as usize * compiled.beats_per_sample();
        let beats = stimulus(&compiled.input(), count, self.seed);
        let reference = Reference::of_beats(&compiled, compiled.exercise(beats, self.seed))?;
        let paced = Pacing::Random { seed: (self.seed as u32).max(1) };
        let pacings =
            if self.trace.is_some() { vec![Pacing::Full] } else { vec![Pacing::Full, paced] };
        let mut results: Vec<CosimResult> = vec![];
        for choice in self.simulator.simulators() {
            let mut simulator = choice.start(&compiled, self.trace.as_deref(), console)?;
            for pacing in &pacings {
                let name = simulator.name().to_string();
                let (result, _) = console.stage(&name, None, || {
                    reference.check(&compiled, &mut *simulator, *pacing, Some(self.seed))
                })?;
                results.push(result);
            }
        }
        let lines = results.iter().map(|result| verdict(result) + "\n");
        console.result(&lines.collect::<String>(), &results)?;
        if results.iter().all(CosimResult::passed) { Ok(()) } else { Err(Failure::Check) }
    }
}
