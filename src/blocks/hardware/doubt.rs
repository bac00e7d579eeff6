//! What is legal and surely not meant.

use crate::blocks::spec_error::SpecError;

/// How a design uses an entry.
#[derive(Clone, Copy, Debug)]
pub struct Use<'a> {
    /// The entry's name.
    pub name: &'a str,
    /// Most inputs of a layer that runs on it, where that is known.
    pub inputs: Option<usize>,
}

/// What is legal and surely not meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// Of which kind it is.
    pub what: Doubtful,
    /// The field, and what to do.
    pub error: SpecError,
}

/// Kinds of doubts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubtful {
    /// The least error decides what comparators say.
    Ties,
    /// A digitizer loses more than it need.
    Lossy,
    /// Parts of it are never used.
    Oversized,
}
