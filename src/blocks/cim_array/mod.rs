//! What compute-in-memory tiles are made of: the array's parameters, its digitized bit lines, and the
//! periphery that sequences planes and adds up what the lines give. Not a block of its own.

mod assembly;
mod cost;
mod counter;
mod line;
mod operator;
mod periphery;
mod reach;
mod signs;
mod spec;

pub(super) use assembly::{LOADED, assemble};
pub(super) use line::{Cells, Columns};
pub use operator::Operator;
pub(super) use operator::{Step, Term};
pub(super) use periphery::Periphery;
pub use periphery::{ASKS, GRANTED};
pub(super) use spec::is_input_format;
pub use spec::{Array, Storage, WeightPlanes};
