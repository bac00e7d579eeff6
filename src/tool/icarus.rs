//! Icarus Verilog: an event-driven, four-state simulator.

use super::find::Tool;

/// Icarus Verilog: an event-driven, four-state simulator.
pub const ICARUS: Tool = Tool {
    name: "iverilog",
    program: "iverilog",
    variable: "CIMGEN_IVERILOG",
    probe: &["-V"],
    purpose: "co-simulation through the emitted testbench, with unknown values",
    without: "`sim --simulator icarus` is not possible",
    package: Some("iverilog"),
};
