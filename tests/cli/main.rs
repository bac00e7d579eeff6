//! The program as its users meet it: exit codes, messages, and nothing half-written.

#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod builds;
mod case;
mod commands;
mod faces;
mod files;
mod mistakes;
mod new;
mod profile;
#[cfg(feature = "train")]
mod train;
