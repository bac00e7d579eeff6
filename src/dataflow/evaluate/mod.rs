//! What beats hold: golden models wired as the graph says, and fast ones beside them for data sets.

mod data_set;
mod evaluator;
mod events;
mod expected;
mod extremes;
mod marked;
mod models;
mod port;
mod ranges;
mod works;

pub use data_set::{Evaluation, Means, evaluate_all};
pub use evaluator::{Evaluator, NodeEvents};
pub use events::count_events;
pub use expected::{ByDefinition, Expected, expected};
pub use extremes::extremes;
pub use marked::Marked;
pub use port::Token;
pub use ranges::Ranges;
pub(super) use works::works;
