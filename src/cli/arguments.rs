//! Arguments, and what the program's end says.

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use super::console::Console;
use super::failure::Failure;

/// A hardware compiler for compute-in-memory: a design file goes in, verified Verilog comes out.
#[derive(Parser)]
#[command(name = "cimgen", version, arg_required_else_help = true, after_help = AFTER_HELP)]
struct Arguments {
    /// Print results and errors as JSON.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

const AFTER_HELP: &str = "\
Example: cimgen new first && cimgen build first/design.yaml

Exit codes: 0 done, 1 the design is wrong or a check failed, 2 wrong usage, 3 a tool is missing.";

#[derive(Subcommand)]
enum Command {
    /// Begin a design of your own: a folder that builds at once.
    New(super::new::New),
    /// Check a design, its weights and its samples; write nothing.
    Check(super::check::Check),
    /// Generate Verilog, verify it in the embedded simulator, report.
    Build(super::build::Build),
    /// Draw the dataflow graph.
    Graph(super::graph::Graph),
    /// Compare simulators with the golden model on corner and random beats.
    Sim(super::sim::Sim),
    /// Grade the testbench: how many faults, one at a time, it finds.
    Mutate(super::mutate::Mutate),
    /// Run the design's test samples, or those of a `.npy` file.
    Run(super::run::Run),
    /// Show the float network beside the integers: what is lost where.
    Profile(super::profile::Profile),
    /// Show what errors of cells and comparators do to digitizers: curves, INL, DNL, Monte Carlo.
    Characterize(super::characterize::Characterize),
    /// Show two designs, or two builds, side by side.
    Compare(super::compare::Compare),
    /// Show the papers' figures beside ours, each with its origin.
    Reproduce(super::reproduce::Reproduce),
    /// List the hardware library, or show one block's page.
    Blocks(super::blocks::Blocks),
    /// Show which external tools are here and what each missing one costs.
    Doctor(super::doctor::Doctor),
    /// Print the JSON Schema of the design file, for editors.
    Schema(super::schema::Schema),
    /// Print a script that completes commands and options in a shell.
    Completions(super::completions::Completions),
    /// Print the manual page, or write a page for each command.
    Man(super::man::Man),
    /// Train a design's network and write its weights.
    #[cfg(feature = "train")]
    Train(super::train::Train),
}

/// The command line as data, for completions and manual pages.
pub(super) fn definition() -> clap::Command {
    Arguments::command()
}

/// Runs the program.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let console = Console::new(arguments.json);
    let outcome = console.watched(|| arguments.command.run(&console));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            console.failure(&failure);
            ExitCode::from(failure.exit_code())
        }
    }
}

impl Command {
    fn run(self, console: &Console) -> Result<(), Failure> {
        match self {
            Self::New(command) => command.run(console),
            Self::Check(command) => command.run(console),
            Self::Build(command) => command.run(console),
            Self::Graph(command) => command.run(console),
            Self::Sim(command) => command.run(console),
            Self::Mutate(command) => command.run(console),
            Self::Run(command) => command.run(console),
            Self::Profile(command) => command.run(console),
            Self::Characterize(command) => command.run(console),
            Self::Compare(command) => command.run(console),
            Self::Reproduce(command) => command.run(console),
            Self::Blocks(command) => command.run(console),
            Self::Doctor(command) => command.run(console),
            Self::Schema(command) => command.run(console),
            Self::Completions(command) => command.run(console),
            Self::Man(command) => command.run(console),
            #[cfg(feature = "train")]
            Self::Train(command) => command.run(console),
        }
    }
}

impl From<std::io::Error> for Failure {
    /// Of the standard output; files have diagnostics.
    fn from(error: std::io::Error) -> Self {
        Failure::Output(error)
    }
}
