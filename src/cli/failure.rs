//! Why a command ends without success.

use std::fmt;
use std::io;

use crate::compile::CompileError;
use crate::cosim::CosimError;
use crate::diag::{Bug, Diagnostic, Diagnostics, render};

/// Each has its exit code.
#[derive(Debug)]
pub(super) enum Failure {
    /// The design or a file is wrong.
    Design(Diagnostics),
    /// The arguments make no sense; says what would.
    Usage(String),
    /// A comparison failed; it has been told.
    Check,
    /// A simulator is missing or failed.
    Cosim(CosimError),
    /// Standard output is gone.
    Output(io::Error),
    /// cimgen is wrong.
    Bug(Bug),
}

impl Failure {
    /// 2 is wrong usage, 3 a missing tool, 1 anything else.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Cosim(CosimError::Missing(_)) => 3,
            Self::Usage(_) => 2,
            _ => 1,
        }
    }

    /// Findings, where the failure is made of them.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        match self {
            Self::Design(diagnostics) => diagnostics,
            _ => &[],
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Design(diagnostics) => f.write_str(&render(diagnostics)),
            Self::Usage(message) => f.write_str(message),
            Self::Check => f.write_str("the check failed"),
            Self::Cosim(error) => error.fmt(f),
            Self::Output(error) => write!(f, "cannot write the output: {error}"),
            Self::Bug(bug) => bug.fmt(f),
        }
    }
}

impl From<CompileError> for Failure {
    fn from(error: CompileError) -> Self {
        match error {
            CompileError::Design(diagnostics) => Self::Design(diagnostics),
            CompileError::Bug(bug) => Self::Bug(bug),
        }
    }
}

impl From<CosimError> for Failure {
    fn from(error: CosimError) -> Self {
        match error {
            CosimError::Bug(bug) => Self::Bug(bug),
            other => Self::Cosim(other),
        }
    }
}

impl From<Diagnostics> for Failure {
    fn from(diagnostics: Diagnostics) -> Self {
        Self::Design(diagnostics)
    }
}

impl From<Diagnostic> for Failure {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::Design(vec![diagnostic])
    }
}

impl From<Bug> for Failure {
    fn from(bug: Bug) -> Self {
        Self::Bug(bug)
    }
}
