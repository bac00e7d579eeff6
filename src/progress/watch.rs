//! The tasks under way, and which thread works for whom.

use std::cell::RefCell;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

thread_local! {
    /// Whom the thread works for.
    static CURRENT: RefCell<Option<Progress>> = const { RefCell::new(None) };
}

/// Tasks under way, the outermost first. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    tasks: Vec<Arc<Running>>,
    /// Tasks so far.
    begun: u64,
}

/// A task under way.
#[derive(Debug)]
pub(super) struct Running {
    number: u64,
    what: String,
    pub done: AtomicU64,
    all: Option<u64>,
    since: Instant,
}

/// What is known of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Its number: no two tasks have the same.
    pub number: u64,
    /// What it is; where things are counted, what they are called, as in `beats`.
    pub what: String,
    /// Things done.
    pub done: u64,
    /// Things to do; `None` where nothing is counted.
    pub all: Option<u64>,
    /// Time since it began.
    pub lasted: Duration,
}

impl Progress {
    /// Does `work` so that its tasks are seen here.
    pub fn watch<T>(&self, work: impl FnOnce() -> T) -> T {
        // Whom the thread worked for before, given back at the end even where `work` panics.
        struct Before(Option<Progress>);
        impl Drop for Before {
            fn drop(&mut self) {
                CURRENT.set(self.0.take());
            }
        }
        let _before = Before(CURRENT.replace(Some(self.clone())));
        work()
    }

    /// The tasks under way, the outermost first.
    pub fn tasks(&self) -> Vec<Task> {
        let task = |running: &Arc<Running>| Task {
            number: running.number,
            what: running.what.clone(),
            done: running.done.load(Ordering::Relaxed),
            all: running.all,
            lasted: running.since.elapsed(),
        };
        self.lock().tasks.iter().map(task).collect()
    }

    pub(super) fn begin(&self, what: String, all: Option<u64>) -> Arc<Running> {
        let mut state = self.lock();
        let (number, done) = (state.begun, AtomicU64::new(0));
        let running = Arc::new(Running { number, what, done, all, since: Instant::now() });
        state.begun += 1;
        state.tasks.push(running.clone());
        running
    }

    pub(super) fn end(&self, ended: &Running) {
        self.lock().tasks.retain(|task| task.number != ended.number);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Between its lines nothing can panic that leaves the list half-changed.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whom this thread works for; `None` where nobody looks.
pub fn current() -> Option<Progress> {
    CURRENT.with_borrow(Clone::clone)
}
