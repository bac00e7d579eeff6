//! `design.yaml` and the Rust builder, both ending in one [`Design`]. Knows nothing of RTL.
//!
//! A [`Description`] says what somebody wrote. A [`Design`] is a description in which names are legal,
//! unique and resolved and every parameter is in range; only [`Design::build`] and the readers make
//! one. It remembers where each field stood, so that later findings (a weight file of the wrong shape)
//! point into the design file too.

mod builder;
mod check;
pub mod codes;
mod description;
mod elsewhere;
mod extent;
pub mod foreign;
mod graph;
mod hardware;
mod input;
mod load;
pub mod names;
mod near_miss;
mod older;
mod padding;
mod place;
mod reference;
mod schema;
mod sides;
mod tensors;
#[cfg(test)]
mod tests;
mod yaml;

pub use builder::Builder;
pub use description::{
    Activation, Argmax, Bwht, Conv2d, DataFiles, Dense, Description, Flatten, Groups, Labelled,
    LaneOrder, Layer, Parametrized, Planes, Pool, Sign, WeightScale, Weighted,
};
pub use extent::Extent;
pub use graph::{GraphDescription, INPUT, Lanes, NodeDescription, Tap, TapError};
pub use hardware::{HardwareEntry, HardwareSection};
pub use input::{Input, SampleType};
pub use load::Design;
pub use near_miss::{near_miss, suggest};
pub use padding::Padding;
pub use reference::reference;
pub use schema::schema;
pub use sides::Sides;
pub use tensors::{Biases, TensorNames};
