//! From a validated netlist to files: Verilog, testbench, harness, lists. Knows nothing of tools.
//!
//! All files of a design are made in memory ([`SourceFiles`]) and then written whole or not at all.

pub mod codes;
mod files;
mod harness;
mod images;
mod testbench;
mod verilog;
mod write;

pub use files::{GENERATOR, SourceFiles};
pub use harness::harness;
pub use images::{Image, images};
pub use testbench::{Testbench, Vectors, top_level};
pub use verilog::{MEMORIES, MemoryFile, VerilogFile, has_memory_files, verilog};
pub use write::write;
