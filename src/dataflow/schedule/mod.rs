//! When every beat moves, cycle by cycle.

mod arbiter;
mod cycles;
mod handshake;
mod load_timing;
mod machine;
mod moment;
mod node;
mod pace;
#[allow(clippy::module_inception, reason = "the folder is about schedules, the file is one")]
mod schedule;
mod turns;

pub use cycles::{Cycles, Pace, Quota, Start};
pub use handshake::{Handshake, Handshakes};
pub use schedule::Schedule;
