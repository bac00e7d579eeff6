//! What is known of every value without running the module: a forward analysis.
//!
//! Each rule follows from the operator's definition in [`crate::rtl::Op`] and from what is known of
//! the operands. Nothing is assumed of inputs, memories and instances. A register is whatever its
//! `next` and its reset may be, or zero: what it holds before its first edge.

mod analysis;
mod facts;
mod rules;
#[cfg(test)]
mod tests;

pub(super) use analysis::{Analysis, analyze};
pub(super) use facts::Known;
