//! Beats and which of them end a sample.

use std::ops::Range;

use crate::blocks::Beat;

/// Beats in a row with their marks; as many of both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marked<'r> {
    /// The beats.
    pub beats: &'r [Beat],
    /// For each whether it ends a sample.
    pub lasts: &'r [bool],
}

impl<'r> Marked<'r> {
    /// How many beats there are.
    pub fn count(&self) -> usize {
        self.beats.len()
    }

    /// Those of some numbers.
    pub fn part(&self, numbers: Range<usize>) -> Self {
        Self { beats: &self.beats[numbers.clone()], lasts: &self.lasts[numbers] }
    }

    /// One after the other.
    pub fn iter(&self) -> impl Iterator<Item = (&'r Beat, bool)> + use<'r> {
        self.beats.iter().zip(self.lasts.iter().copied())
    }
}
