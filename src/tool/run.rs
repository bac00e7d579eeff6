//! Running a program to its end, or to the end of patience.

use std::fmt;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::diag::one_line;
use crate::progress;

/// Lines of a log that an error repeats.
const TAIL: usize = 20;

/// What a program said before it ended well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Standard output, then standard error.
    pub text: String,
}

/// A program that did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolError {
    /// The command line.
    pub command: String,
    /// What happened.
    pub what: String,
    /// Everything it said.
    pub log: String,
    /// Whether it ran to its end at all.
    ended: bool,
}

impl ToolError {
    /// An error of a program whose command line is `command`.
    pub fn new(command: &Command, what: impl Into<String>, log: impl Into<String>) -> Self {
        let command = command_line(command);
        Self { command, what: what.into(), log: log.into(), ended: false }
    }

    /// What the program said, if it ended by itself.
    pub(super) fn outcome(&self) -> Option<Outcome> {
        self.ended.then(|| Outcome { text: self.log.clone() })
    }
}

impl fmt::Display for ToolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n  command: {}", self.what, self.command)?;
        let lines: Vec<&str> = self.log.lines().collect();
        for line in &lines[lines.len().saturating_sub(TAIL)..] {
            write!(f, "\n  | {}", one_line(line))?;
        }
        Ok(())
    }
}

impl std::error::Error for ToolError {}

/// Runs `command` with no input until it ends, at most `patience` long.
pub fn run(command: &mut Command, patience: Duration) -> Result<Outcome, ToolError> {
    let program = Path::new(command.get_program()).file_stem().unwrap_or_default();
    let _running = progress::task(program.to_string_lossy());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command
        .spawn()
        .map_err(|error| ToolError::new(command, format!("cannot be started: {error}"), ""))?;
    let (out, err) = (gather(child.stdout.take()), gather(child.stderr.take()));
    let status = wait(&mut child, patience);
    let text = |gathered: thread::JoinHandle<String>| gathered.join().unwrap_or_default();
    let Some(status) = status else {
        // A grandchild may hold the pipes open still: its text is not waited for.
        let what = format!("gave no result within {} s and was stopped", patience.as_secs());
        return Err(ToolError::new(command, what, ""));
    };
    let text = text(out) + &text(err);
    if status.success() {
        return Ok(Outcome { text });
    }
    let error = ToolError::new(command, format!("failed: {status}"), text);
    Err(ToolError { ended: true, ..error })
}

/// Reads a pipe to its end beside everything else, so that no program waits for a full one.
fn gather(pipe: Option<impl Read + Send + 'static>) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = vec![];
        if let Some(mut pipe) = pipe {
            // What was read before an error is kept.
            let _ = pipe.read_to_end(&mut bytes);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

fn wait(child: &mut Child, patience: Duration) -> Option<std::process::ExitStatus> {
    let start = Instant::now();
    let mut pause = Duration::from_millis(1);
    loop {
        if let Ok(Some(status)) = child.try_wait() {
            return Some(status);
        }
        if start.elapsed() > patience {
            let _ = child.kill();
            let _ = child.wait();
            return None;
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    }
}

/// A command line as one would type it, near enough to try again.
fn command_line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<String> = words.map(|word| one_line(&word.to_string_lossy())).collect();
    let folder = command.get_current_dir().map(|dir| format!("cd {} && ", dir.display()));
    folder.unwrap_or_default() + &words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_tell_command_status_and_log() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo first; echo second >&2; exit 3"]);
        let error = run(&mut command, Duration::from_secs(20)).unwrap_err().to_string();
        assert!(error.contains("exit status: 3") && error.contains("| second"), "{error}");
        let error = run(&mut Command::new("no-such-program"), Duration::from_secs(1)).unwrap_err();
        assert!(error.what.starts_with("cannot be started"));
    }

    #[test]
    fn patience_ends() {
        let mut command = Command::new("sleep");
        let error = run(command.arg("60"), Duration::from_millis(50)).unwrap_err();
        assert!(error.what.contains("stopped"), "{error}");
    }
}
