//! Graph to netlist: every node an instance of its block's module, every edge wires with a handshake.

mod command_port;
mod names;
mod sharing;
#[cfg(test)]
mod tests;
mod top;
mod turns;
mod users;
mod wiring;

pub use command_port::COMMAND_PORT;
pub use names::{given_wire, taken_wire};
pub use top::{Elaborated, elaborate};
