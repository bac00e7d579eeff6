//! From a design to everything that is made of it: the stages in a row, a reference to compare
//! simulators with, and the package of files.

mod answer;
mod compiled;
mod each_block;
mod effort;
mod excerpt;
mod names;
mod package;
mod reference;
mod runs;
mod stimuli;
#[cfg(test)]
mod tests;

pub use compiled::{CompileError, Compiled, compile};
pub use each_block::{Alone, Tried, blocks_of, hardware_of};
pub use effort::{Effort, Level, SAMPLES};
pub use package::package;
pub use reference::Reference;
pub use stimuli::{Share, Stimuli};
