//! Digitizers under error: transfer curves of one sample of errors, and how these spread over many.

mod characterization;
mod extremes;
mod plot;
mod spread;
mod subject;
#[cfg(test)]
mod tests;

pub use characterization::{Bands, Characterization, characterize};
pub use extremes::Extremes;
pub use plot::plot;
pub use spread::{Spread, Spreads};
pub use subject::{Subject, subjects};
