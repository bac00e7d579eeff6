//! `cimgen mutate`.

use std::path::PathBuf;

use crate::cosim::SEED;
use crate::mutation;

use super::check::load;
use super::console::Console;
use super::failure::Failure;

#[derive(clap::Args)]
#[command(after_help = "Example: cimgen mutate designs/digits_mlp.yaml --limit 500")]
pub(super) struct Mutate {
    /// The design file.
    design: PathBuf,
    /// Most mutants that are tried; they are drawn evenly from all.
    #[arg(long, default_value_t = 2000, value_parser = clap::value_parser!(u32).range(1..))]
    limit: u32,
    /// Number of samples: corners of the formats first, then random ones.
    #[arg(long, default_value_t = 256, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    vectors: u32,
    /// Seed of the sample of mutants, of random beats and of pacing.
    #[arg(long, default_value_t = SEED)]
    seed: u64,
}

impl Mutate {
    pub fn run(self, console: &Console) -> Result<(), Failure> {
        let compiled = load(&self.design, console)?;
        let (samples, limit) = (self.vectors as usize, self.limit as usize);
        let work = || mutation::design(&compiled, samples, limit, self.seed);
        let grades = console.stage("mutants", Some("minutes"), work)?;
        console.result(&grades.text(), &grades)
    }
}
