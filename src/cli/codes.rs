//! The kinds of mistakes on the command line. A code, once given, keeps its meaning.

use crate::diag::Code;

/// A folder or file that is to be compared holds no report.
pub const NO_REPORT: Code = Code("C001");
/// Roles are asked of a design without groups of arrays.
pub const NO_GROUPS: Code = Code("C003");
/// A place for something new is taken.
pub const TAKEN: Code = Code("C002");
/// Nothing in a design is to be characterized.
pub const NO_DIGITIZERS: Code = Code("C004");
/// Errors that are asked for are beyond their ranges.
pub const WRONG_ERRORS: Code = Code("C005");
