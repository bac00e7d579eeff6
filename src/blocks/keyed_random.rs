//! Random numbers by key in hardware: see `num::draw` and `num::normal`.

use crate::rtl::{ModuleBuilder, Wire};

/// A key that words are added to.
#[derive(Clone, Copy)]
pub(in crate::blocks) struct Hash<'m> {
    m: &'m ModuleBuilder,
    state: Wire<'m>,
}

impl<'m> Hash<'m> {
    /// A key of words that are known.
    pub fn of(m: &'m ModuleBuilder, words: &[u32]) -> Self {
        Self { m, state: m.constant(32, crate::num::draw(words).into()) }
    }

    /// The key with one word more.
    pub fn word(self, word: Wire<'m>) -> Self {
        let mut hash = self.state ^ word.zero_extend(32);
        hash = hash ^ self.down(hash, 16);
        hash = hash.times(0x85eb_ca6b);
        hash = hash ^ self.down(hash, 13);
        hash = hash.times(0xc2b2_ae35);
        Self { state: hash ^ self.down(hash, 16), ..self }
    }

    /// The same with a word that is known.
    pub fn constant(self, word: u32) -> Self {
        self.word(self.m.constant(32, word.into()))
    }

    /// The same, with what was made of it so far in a wire of this name.
    pub fn named(self, name: &str) -> Self {
        Self { state: self.m.wire(name, self.state), ..self }
    }

    /// The number drawn.
    pub fn value(self) -> Wire<'m> {
        self.state
    }

    fn down(self, wire: Wire<'m>, by: u32) -> Wire<'m> {
        wire.slice(by, 32 - by).zero_extend(32)
    }
}

/// A nearly normal signed number of standard deviation `sigma`, of a draw, in as many bits as it needs or more: the sum
/// of its bytes less their mean, scaled and rounded.
pub(in crate::blocks) fn normal<'m>(
    m: &'m ModuleBuilder,
    drawn: Wire<'m>,
    (sigma, width): (u32, u32),
) -> Wire<'m> {
    let bytes = (0..4).map(|byte| drawn.slice(8 * byte, 8).zero_extend(48));
    let centered = m.sum(48, bytes) - m.constant(48, 510);
    let scaled = centered.times(i64::from(sigma) * 443) + m.constant(48, 1 << 15);
    let rounded = scaled.slice(16, 32);
    match width < 32 {
        true => rounded.slice(0, width),
        false => rounded.sign_extend(width),
    }
}

/// Number of what was taken last, the first being 0, in 32 bits.
pub(in crate::blocks) fn number_of_taken<'m>(
    m: &'m ModuleBuilder,
    name: &str,
    taken: Wire<'m>,
) -> Wire<'m> {
    let count = m.register(name, 32).reset(-1);
    let next = count.value() + m.constant(32, 1);
    count.enable(taken).next(next)
}
