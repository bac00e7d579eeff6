//! A search along a decision tree.
//!
//! A line's state is the question that it asks. It stays at the one that gives its code, and says so, until
//! all lines are done. What follows a question is read from a table of constants.

use crate::blocks::digitizer::tree::{Next, Tree};
use crate::rtl::{Bits, ModuleBuilder, Wire};

use super::references::{References, Threshold};

/// One line's search.
pub(super) struct Walk<'a, 'm> {
    pub m: &'m ModuleBuilder,
    pub references: &'a References<'a, 'm>,
    /// Name of the line.
    pub name: &'a str,
    pub count: Wire<'m>,
    /// What follows a question: see [`table`].
    pub tree: &'a Tree,
    /// Whether the line is at the first question, whatever its state says.
    pub begins: Wire<'m>,
    /// Whether an answer may be another when it is asked for again: then a line that is done keeps its last one.
    pub fickle: bool,
}

impl<'m> Walk<'_, 'm> {
    /// The code, and whether it is found in this cycle.
    pub fn code(&self) -> (Wire<'m>, Wire<'m>) {
        let (m, bits) = (self.m, self.references.bits);
        let state = m.register(&format!("{}_asked", self.name), bits);
        let root = m.constant(bits, self.tree.root() as u64);
        let asked = m.wire(&format!("{}_asks", self.name), self.begins.mux(root, state.value()));
        let k = Threshold::Found(asked);
        let answer = self.references.reaches(m, (self.name, self.count), (k, 0));
        let kept = self.fickle.then(|| m.register(&format!("{}_answer", self.name), 2));
        let yes = kept.as_ref().map_or(answer, |kept| {
            let (done, yes) = (kept.value().bit(0) & !self.begins, kept.value().bit(1));
            done.mux(yes, answer)
        });
        let next = self.next(asked, yes);
        let found = m.wire(&format!("{}_found", self.name), !next.reduce_or());
        if let Some(kept) = kept {
            kept.next(m.concat([found, yes]));
        }
        state.next(found.mux(asked, next));
        let one = m.constant(bits, 1);
        (yes.mux(asked, asked - one), found)
    }

    /// The next question; 0 where there is none.
    fn next(&self, asked: Wire<'m>, yes: Wire<'m>) -> Wire<'m> {
        let (m, bits) = (self.m, self.references.bits);
        let answered = |answer: usize| {
            let table = table(self.tree, bits, answer);
            table_at(m, &table, asked)
        };
        yes.mux(answered(1), answered(0))
    }
}

/// The ROM: for every question the one that follows an answer, 0 where that gives the code.
fn table(tree: &Tree, bits: u32, answer: usize) -> Vec<u64> {
    let next = |k: usize| match tree.next(k)[answer] {
        Next::Ask(k) => k as u64,
        Next::Code(_) => 0,
    };
    [0].into_iter().chain((1..1usize << bits).map(next)).collect()
}

/// The word at `address` of a table of as many words as it has addresses: a constant, shifted.
fn table_at<'m>(m: &'m ModuleBuilder, words: &[u64], address: Wire<'m>) -> Wire<'m> {
    let width = address.width();
    let bits = (0..width).map(|bit| {
        let column = words.iter().map(|word| word >> bit & 1 == 1);
        let column = m.bits(Bits::from_bools(column));
        column.shift_right(address).bit(0)
    });
    m.concat(bits.collect::<Vec<_>>())
}
