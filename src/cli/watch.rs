//! When the console says how far a command has come, and in which words.

use std::time::Duration;

use crate::progress::Task;

/// What takes longer is announced.
const LONG: Duration = Duration::from_secs(2);
/// Longest silence where nobody sees a line change; less than ten seconds, as threads wake late on a busy machine.
const SILENCE: Duration = Duration::from_secs(9);
/// Time after which it is told how long a task has taken, or may still take.
const GUESSED: Duration = Duration::from_secs(1);
/// Longest line.
const WIDTH: usize = 79;

/// What has been said of a command that runs, where stderr is no terminal.
#[derive(Debug, Default)]
pub(super) struct Watch {
    /// When the last line came, counted from the command's start; `None` before the first.
    said: Option<Duration>,
    /// The stage that it was about.
    announced: Option<u64>,
}

impl Watch {
    /// The line that is due `now`, counted from the command's start: one where a stage has taken long, and one where
    /// nothing was said for a while.
    pub fn due(&mut self, now: Duration, tasks: &[Task]) -> Option<String> {
        let stage = tasks.first();
        let silent = match self.said {
            Some(said) => now.saturating_sub(said) >= SILENCE,
            None => now >= LONG,
        };
        let new = stage.filter(|stage| Some(stage.number) != self.announced);
        if !silent && new.is_none_or(|stage| stage.lasted < LONG) {
            return None;
        }
        self.said = Some(now);
        self.announced = stage.map(|stage| stage.number);
        Some(line(now, tasks))
    }
}

/// How far the outermost stage has come, in one line.
pub(super) fn line(now: Duration, tasks: &[Task]) -> String {
    let mut parts: Vec<String> = vec![];
    let named: Vec<&Task> = tasks.iter().take_while(|task| task.all.is_none()).take(2).collect();
    let names: Vec<&str> = named.iter().map(|task| task.what.as_str()).collect();
    parts.push(if names.is_empty() { "working".into() } else { names.join(": ") });
    let counted = tasks.iter().find_map(|task| Some((task, task.all.filter(|all| *all > 1)?)));
    match (counted, named.last()) {
        (Some((task, all)), _) => {
            parts.push(format!("{} of {all} {}", task.done, task.what));
            parts.extend(left(task, all).map(|left| format!("about {} left", span(left))));
        }
        (None, Some(task)) if task.lasted >= GUESSED => {
            parts.push(format!("{} so far", span(task.lasted)));
        }
        (None, _) => {}
    }
    let line = format!("[{}] {}", span(now), parts.join(", "));
    line.chars().take(WIDTH).collect()
}

/// Time that the rest takes if it goes on as so far.
fn left(task: &Task, all: u64) -> Option<Duration> {
    let open = all.saturating_sub(task.done) as f64;
    let known = task.done > 0 && task.lasted >= GUESSED;
    known.then(|| task.lasted.mul_f64(open / task.done as f64))
}

/// A time in two units at most.
pub(super) fn span(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        _ => format!("{} h {} min", seconds / 3600, seconds / 60 % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(seconds: f64) -> Duration {
        Duration::from_secs_f64(seconds)
    }

    fn task(number: u64, what: &str, counted: Option<(u64, u64)>, lasted: f64) -> Task {
        let (done, all) = counted.unzip();
        Task { number, what: what.into(), done: done.unwrap_or(0), all, lasted: seconds(lasted) }
    }

    /// What is said of stages that begin and end at these seconds, looked at every tenth of one.
    fn said(stages: &[(f64, f64)], end: f64) -> Vec<String> {
        let mut watch = Watch::default();
        let ticks = (0..).map(|tick| f64::from(tick) / 10.0).take_while(|now| *now < end);
        let lines = ticks.filter_map(|now| {
            let running =
                stages.iter().enumerate().filter(|(_, (start, end))| (*start..*end).contains(&now));
            let tasks =
                running.map(|(number, (start, _))| task(number as u64, "stage", None, now - start));
            watch.due(seconds(now), &tasks.collect::<Vec<_>>())
        });
        lines.collect()
    }

    #[test]
    fn what_is_short_says_nothing() {
        assert!(said(&[(0.0, 1.0), (1.0, 1.9)], 1.9).is_empty());
    }

    #[test]
    fn long_stages_are_announced_and_no_silence_is_long() {
        let lines = said(&[(0.0, 0.5), (0.5, 30.0), (30.0, 31.0), (31.0, 34.0)], 34.0);
        // The last line announces the last stage, the others are due by time.
        let expected = [
            "[2 s] stage, 1 s so far",
            "[11 s] stage, 10 s so far",
            "[20 s] stage, 19 s so far",
            "[29 s] stage, 28 s so far",
            "[33 s] stage, 2 s so far",
        ];
        assert_eq!(lines, expected);
        // Many short stages, and time between stages, are no reason to be silent.
        let short: Vec<(f64, f64)> =
            (0..40).map(|at| (f64::from(at), f64::from(at) + 0.9)).collect();
        assert_eq!(said(&short, 40.0).len(), 5);
        assert_eq!(said(&[], 25.0), ["[2 s] working", "[11 s] working", "[20 s] working"]);
    }

    #[test]
    fn lines_tell_done_of_all_and_the_time_left() {
        let beats = task(1, "beats", Some((170, 680)), 4.0);
        let told = line(seconds(5.0), &[task(0, "golden model", None, 4.5), beats.clone()]);
        assert_eq!(told, "[5 s] golden model, 170 of 680 beats, about 12 s left");
        let none = task(1, "beats", Some((0, 680)), 4.0);
        assert_eq!(line(seconds(75.0), &[none]), "[1 min 15 s] working, 0 of 680 beats");
        let tools = [task(0, "verilator", None, 9.0), task(1, "make", None, 8.0)];
        assert_eq!(line(seconds(3700.0), &tools), "[1 h 1 min] verilator: make, 8 s so far");
        let long = line(seconds(1.0), &[task(0, &"x".repeat(200), None, 1.0)]);
        assert_eq!(long.chars().count(), WIDTH);
    }
}
