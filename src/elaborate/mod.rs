//! Graph to netlist: every node an instance of its block's module, every edge wires with a handshake.

mod command_port;
mod sharing;
#[cfg(test)]
mod tests;
mod top;
mod users;
mod wiring;

pub use top::{Elaborated, elaborate};
