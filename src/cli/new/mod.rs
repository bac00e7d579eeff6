//! `cimgen new`: a folder with a design, weights and samples that builds at once.

mod command;
mod digits;
mod lines;

pub(super) use command::New;
