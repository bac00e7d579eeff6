//! First-in first-out queue.
//!
//! # What it computes
//!
//! ```text
//! y(n) = x(n)
//! ```
//!
//! # Ports and timing
//!
//! ```text
//!  x_t* --> [slot 0] -> [slot 1] -> ... [slot depth-1]
//!              |           |                 |
//!              +-----------+--- select ------+--> y_t*       select = fill - 1
//!           x_tvalid _/^\___
//!           y_tvalid ___/^\_      one cycle; a beat a cycle (every other one at depth 1)
//! ```
//! `x_tready` is registered (not full), so the queue also cuts the path of `tready`.
//!
//! # Number formats
//!
//! Any beat.
//!
//! # What is modelled and what is not
//!
//! Values and cycles. The slots are registers that shift, which FPGAs map to shift-register tables;
//! no memory macro is used.
//!
//! # References
//!
//! ARM IHI 0051A, *AMBA 4 AXI4-Stream Protocol*, section 2.2 (handshake).

mod block;
mod cost;
mod golden;
mod rtl;
mod spec;
#[cfg(test)]
mod tests;

pub use spec::Fifo;
