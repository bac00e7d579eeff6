//! Where words go: results to standard output, progress and findings to standard error.

use std::io::{self, IsTerminal, Write};
use std::time::Instant;

use serde::Serialize;
use serde_json::json;

use crate::diag::{Diagnostic, render, render_colored};
use crate::report;

use super::failure::Failure;

/// How to speak.
pub(super) struct Console {
    json: bool,
    terminal: bool,
}

impl Console {
    pub fn new(json: bool) -> Self {
        Self { json, terminal: io::stderr().is_terminal() }
    }

    /// A result: `text` for people, `value` for programs.
    pub fn result<T: Serialize>(&self, text: &str, value: &T) -> Result<(), Failure> {
        let text = if self.json { report::json(value)? } else { text.to_string() };
        let mut out = io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            // Who closes the pipe has read enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            written => Ok(written?),
        }
    }

    /// Findings that do not stop the command.
    pub fn warnings(&self, warnings: &[Diagnostic]) {
        if !warnings.is_empty() && !self.json {
            self.tell(&self.rendered(warnings));
        }
    }

    /// Runs a stage, saying on a terminal what it is and how long it took. `about` is the time that it
    /// may take, where that is long.
    pub fn stage<T>(&self, name: &str, about: Option<&str>, work: impl FnOnce() -> T) -> T {
        if !self.terminal {
            return work();
        }
        let about = about.map_or(String::new(), |about| format!(" (up to {about})"));
        self.tell(&format!("\r{name}{about} ..."));
        let start = Instant::now();
        let done = work();
        self.tell(&format!("\r\x1b[K{name}: {:.2} s\n", start.elapsed().as_secs_f64()));
        done
    }

    /// The end of a command without success.
    pub fn failure(&self, failure: &Failure) {
        if self.json {
            // A failed check has given its result.
            if !matches!(failure, Failure::Check) {
                let errors = failure.diagnostics();
                let message = errors.is_empty().then(|| failure.to_string());
                let _ = self.result("", &json!({ "errors": errors, "message": message }));
            }
            return;
        }
        match failure {
            Failure::Design(diagnostics) => self.tell(&self.rendered(diagnostics)),
            other => self.tell(&format!("error: {other}\n")),
        }
    }

    fn rendered(&self, diagnostics: &[Diagnostic]) -> String {
        if self.terminal { render_colored(diagnostics) } else { render(diagnostics) }
    }

    fn tell(&self, text: &str) {
        // Nobody is left to tell where this fails.
        let _ = io::stderr().write_all(text.as_bytes());
    }
}
