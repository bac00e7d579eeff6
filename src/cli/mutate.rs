//! `cimgen mutate`.

use std::path::PathBuf;

use crate::blocks::BlockSpec;
use crate::cosim::SEED;
use crate::mutation::{self, Grades};

use super::check::load;
use super::console::Console;
use super::failure::Failure;

#[derive(clap::Args)]
#[command(after_help = "Example: cimgen mutate designs/digits_mlp.yaml --limit 500")]
pub(super) struct Mutate {
    /// The design file; without one, the blocks of the library, each against its contract bench.
    design: Option<PathBuf>,
    /// The one block of the library that is meant.
    #[arg(long, value_name = "NAME", conflicts_with = "design")]
    block: Option<String>,
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
        let limit = self.limit as usize;
        let all = match &self.design {
            Some(design) => {
                let compiled = load(design, console)?;
                let work = || mutation::design(&compiled, self.vectors as usize, limit, self.seed);
                vec![console.stage("mutants", Some("minutes"), work)?]
            }
            None => {
                let kinds = BlockSpec::KINDS.iter();
                let kinds =
                    kinds.filter(|kind| self.block.as_ref().is_none_or(|one| one == kind.name));
                let grade = |kind| mutation::block(kind, limit, self.seed);
                kinds
                    .map(|kind| console.stage(kind.name, None, || grade(kind)))
                    .collect::<Result<_, _>>()?
            }
        };
        console.result(&all.iter().map(Grades::text).collect::<String>(), &all)
    }
}
