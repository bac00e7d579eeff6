//! From a validated netlist to files: Verilog, testbench, harness, lists. Knows nothing of tools.

mod verilog;

pub use verilog::{VerilogFile, verilog};
