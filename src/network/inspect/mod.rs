//! What is legal in the files of a design, and surely not meant.

mod data;
mod parameters;

use std::path::Path;

use crate::design::{Design, SampleType};
use crate::diag::Diagnostics;

/// Warnings about the parameter file and the samples that a design names. Files that cannot be read are left to those
/// who need them.
pub fn inspect(design: &Design) -> Diagnostics {
    [parameters::inspect(design), data::inspect(design)].concat()
}

/// Warnings about the samples in a file that a design does not name.
pub fn inspect_samples(file: &Path, sample: &SampleType) -> Diagnostics {
    data::samples(file, sample)
}
