//! Verilator: Verilog to a C++ model.

use super::find::Tool;

/// Verilator: Verilog to a C++ model.
pub const VERILATOR: Tool = Tool {
    name: "verilator",
    program: "verilator",
    variable: "CIMGEN_VERILATOR",
    probe: &["--version"],
    purpose: "fast co-simulation of the emitted Verilog; lint",
    without: "`sim --simulator verilator` is not possible",
    package: Some("verilator g++ make"),
};
