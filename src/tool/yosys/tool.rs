//! Yosys as a tool that is looked for.

use crate::tool::Tool;

/// Yosys: synthesis.
pub const YOSYS: Tool = Tool {
    name: "yosys",
    program: "yosys",
    variable: "CIMGEN_YOSYS",
    probe: &["-V"],
    purpose: "checks of the emitted Verilog by a synthesis tool",
    without: "emitted Verilog is not checked by a synthesis tool",
    package: Some("yosys"),
};
