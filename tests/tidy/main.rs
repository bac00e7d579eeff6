//! Rules of the house, read from the source text.

#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod circles;
mod modules;
mod pages;
mod rooms;
mod sizes;
mod source;
mod variants;
