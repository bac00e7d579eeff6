//! What is known about a build, as one value: `report.json` and the text on the terminal.

mod accuracy;
mod comparison;
mod coverage;
mod crossbars;
mod digitizers;
mod divergence;
mod energy;
mod json;
mod macros;
mod model;
mod periphery;
#[cfg(test)]
mod tests;
mod text;

pub use accuracy::Accuracy;
pub use comparison::{Comparison, Row};
pub use coverage::Coverage;
pub use crossbars::{CrossbarReport, Planes, crossbars};
pub use digitizers::{ColumnFigures, DigitizerReport, GroupReport, Questions, digitizers};
pub(crate) use divergence::account;
pub use energy::{EnergyReport, EnergySum, EventEnergy, MissingEnergy, NodeEnergy, PricedEnergy};
pub use json::json;
pub use macros::Macro;
pub use model::{Area, Input, NodeReport, Output, Report, Timing};
pub use periphery::Periphery;
pub(crate) use text::count;
pub use text::{fields, text};
