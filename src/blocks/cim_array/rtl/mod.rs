//! The hardware: the cells of all contexts, and the periphery that drives them and adds up what they give. Only
//! cells depend on what is held.

mod array;
mod assembly;
mod cells;
mod counter;
mod line;
mod multiplication_free;
mod periphery;

pub(super) use array::array;
pub use periphery::{ASKS, GRANTED};
