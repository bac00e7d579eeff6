//! Where operations run: on a block of their own, in turns on one that they share, on an array of a group.

mod group;
mod instance;
#[allow(clippy::module_inception, reason = "the folder is about placement, the file is one")]
mod placement;

pub use group::{ArrayGroup, Role};
pub use instance::{Instance, SLOTS, slots};
pub use placement::{Member, Placed, Placement, Turn};
