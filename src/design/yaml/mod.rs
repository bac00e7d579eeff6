//! YAML text to and from the types of a design.
//!
//! Reading goes in two steps, text to [`Node`]s that know their places ([`parse`]) and nodes to
//! serde types ([`read`]). Both collect every mistake instead of stopping at the first. What is
//! taken is a plain subset of YAML 1.2: no anchors, aliases, tags, or complex keys, one document,
//! and none of the bare words that YAML 1.1 takes for booleans.

mod access;
mod deserialize;
mod error;
mod node;
mod parse;
mod print;
mod repair;
mod scalar;

pub(super) use node::{Key, Kind, Node};
pub(super) use parse::{MAX_MISTAKES, parse};
pub(super) use print::{flow, print};
pub(super) use repair::read;
