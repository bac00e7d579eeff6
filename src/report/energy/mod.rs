//! Energy of a sample: events that golden models count, times published energies; what nobody has published is told.

mod model;
#[cfg(test)]
mod tests;
mod text;

pub use model::{EnergyReport, EnergySum, EventEnergy, MissingEnergy, NodeEnergy, PricedEnergy};
pub(super) use text::text;
