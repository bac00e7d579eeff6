//! Models of the product of one context, from the definition: its value, and how long it takes where data say.

mod bit_lines;
mod digitized_lines;
mod model;
mod multiplication_free;
mod multiply;
mod product;
#[allow(clippy::module_inception, reason = "the folder is about tiles, the file is one")]
mod tile;

pub(super) use digitized_lines::DigitizedLines;
pub(super) use model::{model, walk};
pub(super) use multiply::{Counting, Multiply, Walk};
pub(super) use tile::Tile;
