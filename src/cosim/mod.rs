//! Running a design on stimuli in several simulators, and comparing what comes with what must come.
//!
//! One trait, three simulators: the embedded one over the netlist, Verilator over the emitted Verilog
//! in a process of its own, Icarus through the emitted testbench. All count cycles alike (0 is the
//! first rising edge with `aresetn` high) and hold beats back alike ([`Pacing`]), so their
//! observations can be compared edge by edge.

mod cache;
mod embedded;
mod icarus;
mod inside;
mod pacing;
mod scoreboard;
mod simulator;
mod stimulus;
mod verilator;

pub use embedded::Embedded;
pub use icarus::Icarus;
pub use inside::{Seen, channels, first_wrong, watch};
pub use pacing::{Pacing, marks};
pub use scoreboard::{CosimResult, Expected, Mismatch, compare};
pub use simulator::{CosimError, Given, Observed, Run, Simulator};
pub use stimulus::{SEED, stimulus};
pub use verilator::Verilator;
