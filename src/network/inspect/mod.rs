//! What is legal in the files of a design, and surely not meant.

mod data;
mod parameters;

use crate::design::Design;
use crate::diag::Diagnostics;

/// Warnings about the parameter file and the samples that a design names. Files that cannot be read are left to those
/// who need them.
pub fn inspect(design: &Design) -> Diagnostics {
    [parameters::inspect(design), data::inspect(design)].concat()
}
