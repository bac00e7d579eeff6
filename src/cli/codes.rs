//! The kinds of mistakes on the command line. A code, once given, keeps its meaning.

use crate::diag::Code;

/// A folder or file that is to be compared holds no report.
pub const NO_REPORT: Code = Code("C001");
/// A place for something new is taken.
pub const TAKEN: Code = Code("C002");
