//! Memories with wrong words or ports.

use crate::rtl::module::{Memory, Module};

use super::edit::Edit;

/// Every bit of the contents wrong, but of tables, and every port that always or never works.
pub(super) fn edits(module: &Module) -> Vec<Edit> {
    module.memories.iter().enumerate().flat_map(|(at, memory)| of(at, memory)).collect()
}

fn of(memory: usize, what: &Memory) -> Vec<Edit> {
    let both = [false, true];
    let reads = (0..what.reads.len())
        .flat_map(|port| both.map(|captures| Edit::ReadEnable { port: (memory, port), captures }));
    let writes = (0..what.writes.len())
        .flat_map(|port| both.map(|stores| Edit::WriteEnable { port: (memory, port), stores }));
    let logic = if what.is_table { &[][..] } else { &what.contents };
    let words = logic.iter().enumerate();
    let bits = words.flat_map(|(word, contents)| {
        (0..contents.width()).map(move |bit| Edit::Contents { memory, word, bit })
    });
    reads.chain(writes).chain(bits).collect()
}
