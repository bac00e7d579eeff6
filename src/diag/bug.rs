//! Mistakes of cimgen itself.

use std::fmt;

/// An internal contradiction: never the user's fault, always worth a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bug {
    what: String,
}

impl Bug {
    /// A contradiction, told in one sentence.
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into() }
    }

    /// The sentence, for where a user's design can be the reason.
    pub fn what(&self) -> &str {
        &self.what
    }
}

impl fmt::Display for Bug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "internal error: {}\nThis is a mistake of cimgen; please report it with the design file.",
            self.what
        )
    }
}

impl std::error::Error for Bug {}
