//! From a design to everything that is made of it: the stages in a row, a reference to compare
//! simulators with, and the package of files.

mod alone;
mod compiled;
mod package;
mod reference;
mod runs;
mod stimuli;
#[cfg(test)]
mod tests;

pub use alone::{Alone, blocks_of, hardware_of};
pub use compiled::{CompileError, Compiled, compile};
pub use package::package;
pub use reference::Reference;
pub use stimuli::{SAMPLES, stimuli};
