//! When every beat moves, cycle by cycle.

mod arbiter;
mod command_port;
mod cycles;
mod handshake;
mod machine;
mod node;
mod pace;
#[allow(clippy::module_inception, reason = "the folder is about schedules, the file is one")]
mod schedule;
mod turns;

pub use cycles::{Cycles, Pace, Quota, Start};
pub use handshake::{Handshake, Handshakes};
pub use schedule::Schedule;
