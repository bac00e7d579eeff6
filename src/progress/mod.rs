//! How far work has come. Loops count, whoever started the work looks.
//!
//! A thread inside [`Progress::watch`] lends its [`Progress`] to everything below it: [`task`] names what runs,
//! [`count`] and [`counted`] add how many of how many are done. `parallel` hands it on to its workers.
//! Outside of a watch, as in most uses of the library, counting does nothing, so no function needs an argument for it.
//! Nothing here decides anything: what is computed is the same with and without a watch.

mod counter;
mod watch;

pub use counter::{Counter, count, counted, task};
pub use watch::{Progress, Task, current};
