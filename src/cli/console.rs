//! Where words go: results to standard output, progress and findings to standard error.

use std::io::{self, IsTerminal, Write};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use serde::Serialize;
use serde_json::json;

use crate::diag::{Diagnostic, render, render_colored};
use crate::progress::{self, Progress};
use crate::report;

use super::failure::Failure;
use super::watch::{Watch, line};

/// Time between two looks at how far work has come.
const TICK: Duration = Duration::from_millis(200);

/// How to speak.
pub(super) struct Console {
    json: bool,
    terminal: bool,
    begun: Instant,
    progress: Progress,
    errors: Mutex<Errors>,
}

/// Standard error, and what is known of it.
#[derive(Default)]
struct Errors {
    watch: Watch,
    /// Whether a terminal shows a line of progress, which goes before anything else is said.
    drawn: bool,
}

impl Console {
    pub fn new(json: bool) -> Self {
        Self {
            json,
            terminal: io::stderr().is_terminal(),
            begun: Instant::now(),
            progress: Progress::default(),
            errors: Mutex::default(),
        }
    }

    /// Runs a command and says how far it has come: on a terminal in a line that changes, else in a line now and then.
    pub fn watched<T>(&self, command: impl FnOnce() -> T) -> T {
        let (running, ended) = channel::<()>();
        thread::scope(|scope| {
            scope.spawn(move || {
                while let Err(RecvTimeoutError::Timeout) = ended.recv_timeout(TICK) {
                    self.tick();
                }
            });
            // Dropped behind the command, even where that panics.
            let _running = running;
            self.progress.watch(command)
        })
    }

    fn tick(&self) {
        let (now, tasks) = (self.begun.elapsed(), self.progress.tasks());
        let mut errors = self.errors();
        if !self.terminal {
            if let Some(line) = errors.watch.due(now, &tasks) {
                put(&format!("{line}\n"));
            }
        } else if !tasks.is_empty() {
            put(&format!("\r\x1b[K{}", line(now, &tasks)));
            errors.drawn = true;
        }
    }

    /// A result: `text` for people, `value` for programs.
    pub fn result<T: Serialize>(&self, text: &str, value: &T) -> Result<(), Failure> {
        match self.json {
            true => self.print(&report::json(value)?),
            false => self.print(text),
        }
    }

    /// A part of a result that is known before the rest: for people only, as programs get one document.
    pub fn part(&self, text: &str) -> Result<(), Failure> {
        if self.json { Ok(()) } else { self.print(text) }
    }

    fn print(&self, text: &str) -> Result<(), Failure> {
        self.clear();
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

    /// Something to know of the command itself.
    pub fn note(&self, text: &str) {
        if !self.json {
            self.tell(&format!("note: {text}\n"));
        }
    }

    /// Runs a stage, saying on a terminal how long it took. `about` is the time that it may take, where that is long
    /// and nothing is counted.
    pub fn stage<T>(&self, name: &str, about: Option<&str>, work: impl FnOnce() -> T) -> T {
        let about = about.map_or(String::new(), |about| format!(" (up to {about})"));
        let running = progress::task(format!("{name}{about}"));
        let start = Instant::now();
        let done = work();
        drop(running);
        if self.terminal {
            self.tell(&format!("{name}: {:.2} s\n", start.elapsed().as_secs_f64()));
        }
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
        self.clear();
        put(text);
    }

    /// Takes the line of progress away.
    fn clear(&self) {
        let mut errors = self.errors();
        if std::mem::take(&mut errors.drawn) {
            put("\r\x1b[K");
        }
    }

    fn errors(&self) -> MutexGuard<'_, Errors> {
        self.errors.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn put(text: &str) {
    // Nobody is left to tell where this fails.
    let _ = io::stderr().write_all(text.as_bytes());
}
