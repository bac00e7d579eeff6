//! `cimgen train`.

use std::path::PathBuf;

use serde_json::json;

use crate::design::Design;
use crate::network::train::{Recipe, Trained, train};

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
    /// First step size.
    #[arg(long, default_value_t = Recipe::default().rate)]
    rate: f64,
    /// Share of each weight that a step of size 1 takes away.
    #[arg(long, default_value_t = Recipe::default().decay)]
    decay: f64,
    /// Share of images that are shifted by one pixel.
    #[arg(long, default_value_t = Recipe::default().shifts)]
    shifts: f64,
    /// Samples at the end of the training set that are held out.
    #[arg(long, default_value_t = 0)]
    hold_out: usize,
    /// How hard thresholds of `bwht` layers are pushed up, so that rows stop sooner.
    #[arg(long, default_value_t = 0.0, value_name = "WEIGHT")]
    push: f64,
    /// Train the twin in floats, without any quantization, to compare with; writes nothing.
    #[arg(long)]
    floats: bool,
}

impl Train {
    pub fn run(self, console: &Console) -> Result<(), Failure> {
        let design = Design::read(&self.design)?;
        console.warnings(design.warnings());
        let Self { seed, epochs, rate, decay, shifts, hold_out, push, floats, .. } = self;
        let recipe = Recipe {
            seed,
            epochs,
            rate,
            decay,
            shifts,
            hold_out,
            push,
            floats,
            ..Recipe::default()
        };
        let trained = console.stage("train", None, || train(&design, recipe))?;
        let figure = |(samples, correct): (usize, usize)| format!("{correct} of {samples}");
        let mut text = format!("training   {} samples correct\n", figure(trained.training));
        if trained.held_out.0 > 0 {
            text.push_str(&format!("held out   {} samples correct\n", figure(trained.held_out)));
        }
        if let Some(tested) = trained.tested {
            text.push_str(&format!("test       {} samples correct\n", figure(tested)));
        }
        let Trained { training, held_out, tested } = trained;
        let value = json!({ "training": training, "held_out": held_out, "tested": tested });
        console.result(&text, &value)
    }
}
