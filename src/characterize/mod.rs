//! Digitizers under error: transfer curves of one sample of errors, and how these spread over many.

mod characterization;
mod plot;
mod spread;
mod subject;
#[cfg(test)]
mod tests;

pub use characterization::{Bands, Characterization, Extremes, characterize};
pub use plot::plot;
pub use spread::{Spread, Spreads};
pub use subject::{Subject, subjects};
