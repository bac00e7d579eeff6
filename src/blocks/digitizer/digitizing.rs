//! The digitizers of a block.

use super::conversion::Conversion;
use super::errors::Errors;

/// How a block digitizes its lines.
#[derive(Clone, Copy, Debug)]
pub struct Digitizing<'a> {
    /// The digitizer.
    pub conversion: &'a Conversion,
    /// Cells of a line.
    pub cells: usize,
    /// Lines.
    pub lines: usize,
    /// What is in error about them; `None` for nothing.
    pub errors: Option<&'a Errors>,
}
