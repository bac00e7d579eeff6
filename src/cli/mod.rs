//! The command line: one file a subcommand.

mod blocks;
mod build;
mod check;
mod console;
mod doctor;
mod failure;
mod graph;
mod main;
mod run;
mod sim;
mod simulators;
#[cfg(feature = "train")]
mod train;

pub use main::main;
