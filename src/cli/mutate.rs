//! `cimgen mutate`.

use std::path::{Path, PathBuf};

use crate::blocks::{BlockKind, BlockSpec};
use crate::compile::Stimuli;
use crate::cosim::SEED;
use crate::mutation::{self, Grades, Plan, Prover, block};
use crate::network::{Part, labelled};
use crate::tool::{YOSYS, find};

use super::blocks::kind;
use super::check::load;
use super::console::Console;
use super::effort::Verification;
use super::failure::Failure;

#[derive(clap::Args)]
#[command(after_help = "Example: cimgen mutate designs/digits_mlp.yaml --limit 500")]
pub(super) struct Mutate {
    /// The design file; without one, the blocks of the library, each against its contract bench.
    design: Option<PathBuf>,
    /// Grade this block of the library only.
    #[arg(long, value_name = "NAME", conflicts_with = "design")]
    block: Option<String>,
    /// Most mutants that are tried; they are drawn evenly from all.
    #[arg(long, default_value_t = 2000, value_parser = clap::value_parser!(u32).range(1..))]
    limit: u32,
    /// Time that Yosys may take to prove one survivor equivalent; 0: it does not try.
    #[arg(long, default_value_t = 20, value_name = "SECONDS")]
    patience: u64,
    /// Seed of the sample of mutants, of random beats and of pacing.
    #[arg(long, default_value_t = SEED)]
    seed: u64,
    #[command(flatten)]
    verification: Verification,
}

impl Mutate {
    pub fn run(self, console: &Console) -> Result<(), Failure> {
        let tool = find(&YOSYS);
        let seconds = self.patience.min(3600);
        let prover = tool.as_ref().filter(|_| seconds > 0).map(|yosys| Prover { yosys, seconds });
        let plan = Plan { limit: self.limit as usize, seed: self.seed, prover };
        let all = match &self.design {
            Some(design) => vec![self.design(design, plan, console)?],
            None => self.blocks(plan, console)?,
        };
        let mut text: String = all.iter().map(Grades::text).collect();
        if tool.is_none() {
            text += "yosys is not here: no proof was tried that survivors are equivalent\n";
        }
        console.result(&text, &all)
    }

    fn design(&self, design: &Path, plan: Plan<'_>, console: &Console) -> Result<Grades, Failure> {
        let compiled = load(design, console)?;
        let test = labelled(&compiled.design, Part::Test)?;
        let own = test.as_ref().map_or(&[][..], |(samples, _)| &samples.codes);
        let effort = self.verification.effort();
        let stimuli = Stimuli::new(&compiled, &effort, self.seed, own)?;
        let work = || mutation::design(&compiled, stimuli.beats, &effort, plan);
        Ok(console.stage("mutants", None, work)?)
    }

    fn blocks(&self, plan: Plan<'_>, console: &Console) -> Result<Vec<Grades>, Failure> {
        let kinds: Vec<&BlockKind> = match &self.block {
            Some(name) => vec![kind(name)?],
            None => BlockSpec::KINDS.iter().collect(),
        };
        let graded =
            kinds.into_iter().map(|kind| console.stage(kind.name, None, || block(kind, plan)));
        Ok(graded.collect::<Result<_, _>>()?)
    }
}
