//! Work that is shared between cores, and the vector instructions of each. Knows nothing of what it is.

mod instructions;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::progress;

pub use instructions::Instructions;

/// What `work` makes of each item, on all cores, in the order of the items: each core takes the next item when it
/// is done with one, so that items may take unequally long.
///
/// # Panics
///
/// Where `work` does, with what it said.
pub fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let (next, watch) = (AtomicUsize::new(0), progress::current());
    let turns = || {
        let mut done = vec![];
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(number) else { return done };
            done.push((number, work(item)));
        }
    };
    let cores = thread::available_parallelism().map_or(1, usize::from).min(items.len());
    let mut done: Vec<(usize, R)> = thread::scope(|scope| {
        let worker = || match &watch {
            Some(watch) => watch.watch(turns),
            None => turns(),
        };
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(worker)).collect();
        let joined = workers.into_iter().map(|worker| match worker.join() {
            Ok(done) => done,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        joined.flatten().collect()
    });
    done.sort_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, result)| result).collect()
}

/// [`map`], and whoever looks sees how many items, which are called `what`, are done.
pub fn map_counted<T: Sync, R: Send>(
    what: &str,
    items: &[T],
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let counter = progress::count(what, items.len());
    map(items, |item| {
        let done = work(item);
        counter.step();
        done
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::Progress;

    #[test]
    fn results_are_in_the_order_of_the_items() {
        for count in [0, 1, 2, 1000] {
            let items: Vec<usize> = (0..count).collect();
            let squares: Vec<usize> = items.iter().map(|item| item * item).collect();
            assert_eq!(map(&items, |item| item * item), squares);
        }
    }

    /// What workers count is seen by whoever watches their caller.
    #[test]
    fn workers_count_for_whom_their_caller_works() {
        let progress = Progress::default();
        let items: Vec<usize> = (0..40).collect();
        let seen = progress.watch(|| {
            map_counted("blocks", &items, |_| {
                let _inner = progress::task("inner");
                progress.tasks()
            })
        });
        let outer = seen.iter().map(|tasks| (tasks[0].what.as_str(), tasks[0].all));
        assert!(
            outer.clone().count() == 40 && outer.into_iter().all(|one| one == ("blocks", Some(40)))
        );
        assert!(seen.iter().all(|tasks| tasks.iter().any(|task| task.what == "inner")));
    }

    #[test]
    #[should_panic(expected = "of work")]
    fn panics_are_passed_on() {
        map(&[1, 2, 3], |item| assert!(*item < 3, "of work"));
    }
}
