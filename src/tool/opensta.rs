//! OpenSTA: static timing analysis.

use super::find::Tool;

/// OpenSTA: static timing analysis.
pub const OPENSTA: Tool = Tool {
    name: "sta",
    program: "sta",
    variable: "CIMGEN_STA",
    probe: &["-version"],
    purpose: "static timing analysis of mapped netlists; no command uses it yet",
    without: "delays stay unknown",
    package: Some("opensta"),
};
