//! Running a design on stimuli in several simulators, and comparing what comes with what must come.
//!
//! One trait, three simulators: the embedded one over the netlist, Verilator over the emitted Verilog
//! in a process of its own, Icarus through the emitted testbench. All count cycles alike (0 is the
//! first rising edge with `aresetn` high) and hold beats back alike ([`Pacing`]), so their
//! observations can be compared edge by edge.
//!
//! Where one is wrong, [`locate`] runs it once more and watches the streams of every node: each is
//! compared with what the golden models and the schedule say of it, and the first to depart is told.

mod blame;
mod cache;
mod divergence;
mod driver;
mod embedded;
mod excerpt;
mod icarus;
mod inner_signals;
mod locate;
mod models;
mod pacing;
mod probes;
mod replay;
mod scoreboard;
mod simulator;
mod stimulus;
#[cfg(test)]
mod tests;
mod together;
mod trace;
mod verilator;
mod waves;

pub use divergence::{
    Divergence, Excerpt, ExcerptBeat, ExcerptCycle, ExcerptStream, Inside, Signal,
};
pub use embedded::Embedded;
pub use icarus::Icarus;
pub use locate::{AFTER, locate};
pub use pacing::{Pacing, marks};
pub use probes::channels;
pub use scoreboard::{CosimResult, Expected, Mismatch, compare, joined};
pub use simulator::{CosimError, Given, Observed, Run, See, Simulator};
pub use stimulus::{SEED, stimulus};
pub use trace::trace;
pub use verilator::Verilator;
pub use waves::WaveFormat;
