//! A user's mistake: what, where, why, and how to mend it.

use std::ops::Range;
use std::sync::Arc;

/// Stable identity of a kind of mistake, such as `D012`. Each has an error snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code(pub &'static str);

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Nothing is made.
    Error,
    /// Legal, but surely unintended.
    Warning,
}

/// A text that diagnostics can point into.
#[derive(Debug, PartialEq, Eq)]
pub struct Source {
    /// The path as the user wrote it.
    pub path: String,
    /// The whole text.
    pub text: String,
}

/// A span of a [`Source`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Which text.
    pub source: Arc<Source>,
    /// Byte range within the text.
    pub span: Range<usize>,
}

impl Place {
    /// Line and column of the span's start, both from 1; columns count characters.
    pub fn line_column(&self) -> (usize, usize) {
        let text = &self.source.text;
        let before = &text[..text.floor_char_boundary(self.span.start)];
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
        (line, column)
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Kind of mistake.
    pub code: Code,
    /// Error or warning.
    pub severity: Severity,
    /// What is wrong, in one sentence without a final stop.
    pub cause: String,
    /// Where; `None` only where no text is at fault (a missing file named on the command line).
    pub place: Option<Place>,
    /// How to mend it; of several lines where they are to be copied.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error of kind `code`.
    pub fn error(code: Code, cause: impl Into<String>) -> Self {
        Self { code, severity: Severity::Error, cause: cause.into(), place: None, help: None }
    }

    /// A warning of kind `code`.
    pub fn warning(code: Code, cause: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, cause) }
    }

    /// The same finding at `place`.
    pub fn at(self, place: Place) -> Self {
        Self { place: Some(place), ..self }
    }

    /// The same finding with a way to mend it.
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}

/// Findings in the order they were made.
pub type Diagnostics = Vec<Diagnostic>;
