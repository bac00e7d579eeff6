//! The kinds of mistakes around output folders. A code, once given, keeps its meaning.

use crate::diag::Code;

/// The output folder or a file in it cannot be written.
pub const UNWRITABLE: Code = Code("E001");

/// The output folder holds things that are not cimgen's.
pub const NOT_OURS: Code = Code("E002");

/// The output path names no folder that could be made.
pub const BAD_PATH: Code = Code("E003");
