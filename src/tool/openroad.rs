//! OpenROAD: from netlist to layout. No distribution packages it.

use super::find::Tool;

/// OpenROAD: from netlist to layout. No distribution packages it.
pub const OPENROAD: Tool = Tool {
    name: "openroad",
    program: "openroad",
    variable: "CIMGEN_OPENROAD",
    probe: &["-version"],
    purpose: "place and route; no command uses it yet",
    without: "no layout by OpenROAD",
    package: None,
};
