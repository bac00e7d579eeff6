//! The command line: one file a subcommand.

mod arguments;
mod blocks;
mod build;
mod characterize;
mod check;
mod codes;
mod compare;
mod completions;
mod console;
mod doctor;
mod effort;
mod failure;
mod graph;
mod man;
mod mutate;
mod new;
mod profile;
mod reproduce;
mod run;
mod schema;
mod sim;
mod simulators;
#[cfg(feature = "train")]
mod train;
mod watch;

pub use arguments::main;
