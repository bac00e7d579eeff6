//! qflow: from netlist to layout with graywolf, qrouter and magic.

use super::find::Tool;

/// qflow: from netlist to layout with graywolf, qrouter and magic.
pub const QFLOW: Tool = Tool {
    name: "qflow",
    program: "qflow",
    variable: "CIMGEN_QFLOW",
    probe: &["--version"],
    purpose: "place and route with open cell libraries; no command uses it yet",
    without: "no layout by qflow",
    package: Some("qflow"),
};
