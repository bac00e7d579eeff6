//! How much is verified, as the command line says it.

use crate::compile::{Effort, Level};

/// Options of commands that verify a design.
#[derive(clap::Args)]
pub(super) struct Verification {
    /// Samples of corners of the formats and random codes, beside ends of sums and the design's own samples
    /// [default: 64, or 16 with --quick].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    vectors: Option<u32>,
    /// Verify about an eighth as much.
    #[arg(long, conflicts_with = "thorough")]
    quick: bool,
    /// Compute all by the definition, try all blocks fully, and run all test samples.
    #[arg(long)]
    thorough: bool,
}

impl Verification {
    pub fn effort(&self) -> Effort {
        let effort = Effort::of(match (self.quick, self.thorough) {
            (true, _) => Level::Quick,
            (_, true) => Level::Thorough,
            _ => Level::Usual,
        });
        self.vectors.map_or(effort, |vectors| effort.with_vectors(vectors as usize))
    }
}
