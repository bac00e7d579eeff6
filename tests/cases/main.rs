//! Small designs whose right values are known from elsewhere: by hand, or from a reference in f64 that
//! shares no code with the compiler. Each stands for one kind of fault.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop where it stands")]

mod designs;
mod drawn;
mod hardware;
mod network;
mod printed;
