//! `cimgen train`.

use std::path::PathBuf;

use serde_json::json;

use crate::design::Design;
use crate::network::train::{Recipe, train};

use super::console::Console;
use super::failure::Failure;

#[derive(clap::Args)]
#[command(after_help = "Example: cimgen train designs/digits_mlp.yaml --hold-out 287")]
pub(super) struct Train {
    /// The design file; its parameter file is written.
    design: PathBuf,
    /// Seed of weights, orders and shifts.
    #[arg(long, default_value_t = Recipe::default().seed)]
    seed: u64,
    /// Passes over the samples.
    #[arg(long, default_value_t = Recipe::default().epochs)]
    epochs: usize,
    /// Samples at the end of the training set that are only looked at.
    #[arg(long, default_value_t = 0)]
    hold_out: usize,
}

impl Train {
    pub fn run(self, console: &Console) -> Result<(), Failure> {
        let design = Design::read(&self.design)?;
        console.warnings(design.warnings());
        let Self { seed, epochs, hold_out, .. } = self;
        let recipe = Recipe { seed, epochs, hold_out, ..Recipe::default() };
        let trained = console.stage("train", None, || train(&design, recipe))?;
        let figure = |(samples, correct): (usize, usize)| format!("{correct} of {samples}");
        let mut text = format!("training   {} samples correct\n", figure(trained.training));
        if trained.held_out.0 > 0 {
            text.push_str(&format!("held out   {} samples correct\n", figure(trained.held_out)));
        }
        let value = json!({ "training": trained.training, "held_out": trained.held_out });
        console.result(&text, &value)
    }
}
