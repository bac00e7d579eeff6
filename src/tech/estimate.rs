//! Quantities with units, and estimates that may be unknown but never silently zero.

use serde::Serialize;

/// An area in square micrometers.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize)]
pub struct SquareMicrons(pub f64);

/// An energy in femtojoules.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize)]
pub struct Femtojoules(pub f64);

/// A time in picoseconds.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize)]
pub struct Picoseconds(pub f64);

/// A physical figure: modelled from sourced coefficients, or unknown for a stated reason.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Estimate<U> {
    /// Modelled.
    Modelled {
        /// The figure.
        value: U,
        /// Where its coefficients come from.
        source: String,
    },
    /// Not known.
    Unknown {
        /// Why.
        because: String,
    },
}

impl<U: Copy> Estimate<U> {
    /// A figure that is not known, and why.
    pub fn unknown(because: impl Into<String>) -> Self {
        Self::Unknown { because: because.into() }
    }

    /// The figure, where it is known.
    pub fn value(&self) -> Option<U> {
        match self {
            Self::Modelled { value, .. } => Some(*value),
            Self::Unknown { .. } => None,
        }
    }
}
