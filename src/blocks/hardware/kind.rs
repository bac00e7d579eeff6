//! What makes a kind of hardware one of the list.

use crate::blocks::block::Block;

use super::contract::Hardware;

/// What all hardware of one kind shares.
pub trait HardwareKind: Hardware + Sized {
    /// Name in design files.
    const NAME: &'static str;

    /// What messages call it; also the field by which a layer names the one that it runs on.
    const NOUN: &'static str;

    /// One sentence for the reference.
    const SUMMARY: &'static str;

    /// Small ones, plain and odd: what tests of the contract run over.
    fn examples() -> Vec<Self>;

    /// The block that is an operation on it.
    type Operation: Block;

    /// One piece that does the work of several operations, one at a time, by number; `None` where it cannot
    /// ([`Hardware::turns`] says why).
    fn share(&self, operations: &[&Self::Operation]) -> Option<Self::Operation>;
}
