//! `cimgen sim`.

use std::fs::File;
use std::path::PathBuf;

use crate::compile::Reference;
use crate::cosim::{CosimResult, Pacing, SEED, WaveFormat, stimulus};
use crate::diag::unwritable;
use crate::emit::codes;
use crate::report::account;

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
    /// Number of samples: corners of the formats first, then random ones. If weights are writable, all are loaded
    /// first, and random rows between samples.
    #[arg(long, default_value_t = 256, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    vectors: u32,
    /// Seed of random beats and of pacing.
    #[arg(long, default_value_t = SEED)]
    seed: u64,
    /// File for waves of every node, `.vcd` or `.fst`: of the run that fails first, or else of the one in
    /// which no beat is held back. `auto` is the embedded simulator then.
    #[arg(long, value_name = "FILE", value_parser = wave_file)]
    trace: Option<WaveFile>,
}

/// Where waves go, and how.
#[derive(Clone)]
struct WaveFile {
    path: PathBuf,
    format: WaveFormat,
}

fn wave_file(text: &str) -> Result<WaveFile, String> {
    let path = PathBuf::from(text);
    let format = WaveFormat::of(&path).ok_or("the name must end in `.vcd` or `.fst`")?;
    Ok(WaveFile { path, format })
}

impl Sim {
    pub fn run(self, console: &Console) -> Result<(), Failure> {
        let simulators = match (&self.trace, self.simulator) {
            (Some(_), Choice::All) => {
                return Err(Failure::Usage("--trace needs one simulator, not `all`".into()));
            }
            (Some(_), Choice::Auto) => vec![Choice::Embedded],
            (_, choice) => choice.simulators(),
        };
        let compiled = load(&self.design, console)?;
        let mut file = self.trace.as_ref().map(WaveFile::create).transpose()?;
        let count = self.vectors as usize * compiled.beats_per_sample();
        let beats = stimulus(&compiled.input(), count, self.seed);
        let reference = console.stage("golden model", None, || {
            Reference::of_beats(&compiled, compiled.exercise(beats, self.seed))
        })?;
        let pacings = [Pacing::Full, Pacing::Random { seed: (self.seed as u32).max(1) }];
        let (mut results, seed): (Vec<CosimResult>, _) = (vec![], Some(self.seed));
        for choice in simulators {
            let mut simulator = choice.start(&compiled, console)?;
            let name = simulator.name().to_string();
            let first = results.len();
            for pacing in pacings {
                let (result, _) = console.stage(&name, None, || {
                    // Waves are of one run, that of all beats.
                    match file {
                        Some(_) => reference.check(&compiled, &mut *simulator, pacing, seed),
                        None => reference.check_in_runs(&compiled, &mut *simulator, pacing, seed),
                    }
                })?;
                console.part(&account(&result))?;
                results.push(result);
            }
            if let Some(file) = file.take() {
                let failed = results[first..].iter().position(|result| !result.passed());
                let pacing = pacings[failed.unwrap_or(0)];
                console.stage("waves", None, || {
                    reference.trace(&compiled, &mut *simulator, pacing, file)
                })?;
            }
        }
        let waves = self.trace.map(|waves| format!("written    {}\n", waves.path.display()));
        // People have seen the results as they came.
        console.result(&waves.unwrap_or_default(), &results)?;
        if results.iter().all(CosimResult::passed) { Ok(()) } else { Err(Failure::Check) }
    }
}

impl WaveFile {
    fn create(&self) -> Result<(File, WaveFormat), Failure> {
        let file = File::create(&self.path)
            .map_err(|error| unwritable(codes::UNWRITABLE, &self.path, &error))?;
        Ok((file, self.format))
    }
}
