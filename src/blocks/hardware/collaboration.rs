//! Hardware that is digitized by its like.

use crate::blocks::digitizer::Topology;

/// How several pieces of hardware digitize each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collaboration {
    /// Who refers for whom.
    pub topology: Topology,
    /// For each cycle of a conversion how many references are compared with; none while lines are precharged.
    pub references: Vec<usize>,
    /// Whether pieces may be left without an operation; any number where absent.
    pub spares: Option<Spares>,
}

/// Pieces that only make references for others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spares {
    /// How many there may be.
    pub most: usize,
    /// The field that says so.
    pub field: String,
}
