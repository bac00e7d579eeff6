//! The contract of hardware.

use std::any::Any;

use crate::blocks::spec_error::SpecError;

use super::collaboration::Collaboration;
use super::doubt::{Doubt, Use};
use super::draws::Draws;

/// A piece of hardware that operations run on, with its parameters fixed. What it computes is for the blocks to say
/// that run on it ([`crate::blocks::OnHardware`]).
pub trait Hardware: Any {
    /// Everything wrong with it, each at its field as it stands in a design.
    fn check(&self) -> Vec<SpecError>;

    /// What is legal and surely not meant, where the parameters are right.
    fn doubts(&self, _used: &Use<'_>) -> Vec<Doubt> {
        vec![]
    }

    /// Whether what says that it runs on `other` can run on this one: numbers of what is drawn may differ.
    fn is_like(&self, other: &dyn Hardware) -> bool;

    /// Whether fewer of these than operations can be given, so that operations take turns; or why not.
    fn turns(&self) -> Result<(), SpecError>;

    /// How several of them digitize each other; `None` for what works by itself.
    fn network(&self) -> Option<Collaboration> {
        None
    }

    /// What it draws by chance, where entries of a design say by which numbers; `None` where each operation does.
    fn draws(&self) -> Option<Draws> {
        None
    }
}
