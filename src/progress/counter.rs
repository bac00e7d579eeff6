//! Counting.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::watch::{Progress, Running, current};

/// A task under way. It ends where this is dropped.
#[must_use = "the task ends where its counter is dropped"]
#[derive(Debug)]
pub struct Counter(Option<(Progress, Arc<Running>)>);

/// Begins a task in which nothing is counted, such as a program that runs.
pub fn task(what: impl Into<String>) -> Counter {
    begin(what.into(), None)
}

/// Begins a task of `all` things, which are called `what`, as in `beats`.
pub fn count(what: impl Into<String>, all: usize) -> Counter {
    begin(what.into(), Some(all as u64))
}

fn begin(what: String, all: Option<u64>) -> Counter {
    Counter(current().map(|progress| {
        let running = progress.begin(what, all);
        (progress, running)
    }))
}

impl Counter {
    /// One more is done.
    pub fn step(&self) {
        if let Some((_, running)) = &self.0 {
            running.done.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// So many are done by now.
    pub fn reach(&self, done: usize) {
        if let Some((_, running)) = &self.0 {
            running.done.store(done as u64, Ordering::Relaxed);
        }
    }
}

impl Drop for Counter {
    fn drop(&mut self) {
        if let Some((progress, running)) = &self.0 {
            progress.end(running);
        }
    }
}

/// The items of an iterator, counted as `what`: one is done when the next is asked for.
pub fn counted<I: ExactSizeIterator>(
    what: impl Into<String>,
    items: I,
) -> impl ExactSizeIterator<Item = I::Item> {
    let counter = count(what, items.len());
    items.enumerate().map(move |(number, item)| {
        if number > 0 {
            counter.step();
        }
        item
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::Task;

    fn seen(progress: &Progress) -> Vec<(String, u64, Option<u64>)> {
        let tasks = progress.tasks().into_iter();
        tasks.map(|Task { what, done, all, .. }| (what, done, all)).collect()
    }

    #[test]
    fn tasks_are_seen_while_they_run() {
        let progress = Progress::default();
        progress.watch(|| {
            let _outer = task("golden model");
            for beat in counted("beats", 0..3_usize) {
                let expected = ("beats".to_string(), beat as u64, Some(3));
                assert_eq!(seen(&progress), [("golden model".to_string(), 0, None), expected]);
            }
            assert_eq!(seen(&progress).len(), 1);
        });
        assert_eq!(seen(&progress), []);
    }

    #[test]
    fn nobody_looks_outside_of_a_watch() {
        let progress = Progress::default();
        progress.watch(|| assert!(current().is_some()));
        let counter = count("beats", 7);
        counter.step();
        assert!(current().is_none() && seen(&progress).is_empty());
    }

    #[test]
    fn work_that_panics_ends_its_tasks() {
        let progress = Progress::default();
        let panics = || {
            progress.watch(|| {
                let _task = task("t");
                panic!("as it may");
            })
        };
        assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(panics)).is_err());
        assert!(current().is_none() && seen(&progress).is_empty());
    }
}
