//! What a synthesis tool makes of a block.

use std::time::Duration;

use crate::blocks::Block;
use crate::diag::Bug;
use crate::emit::verilog;
use crate::rtl::{ModuleId, Netlist, validate};
use crate::tool::{CellCounts, Found, ToolError, Yosys};

/// Generic cells of a block, of two inputs each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Gates {
    pub logic: u64,
    pub flops: u64,
}

/// Longest that synthesis may take.
const PATIENCE: Duration = Duration::from_secs(300);

/// Counts the cells that Yosys makes of a block; `None` where it fails.
pub(super) fn synthesized(block: &dyn Block, tool: &Found) -> Result<Option<Gates>, Bug> {
    let mut netlist = Netlist::new();
    let top = block.rtl(&mut netlist);
    of_netlist(&netlist, top, tool)
}

/// The same of a module.
pub(super) fn of_netlist(
    netlist: &Netlist,
    top: ModuleId,
    tool: &Found,
) -> Result<Option<Gates>, Bug> {
    let design = validate(netlist, top).map_err(|_| Bug::new("a block is no netlist"))?;
    let wrong = |error: ToolError| Bug::new(error.what);
    let yosys = Yosys::new(tool, PATIENCE).map_err(wrong)?;
    let files = verilog(design);
    let modules = files.iter().map(|file| (file.module.as_str(), file.text.as_str()));
    let read = yosys.write_modules(modules).map_err(wrong)?;
    let synth = format!("synth -flatten -top {}", design.top().name);
    let said = yosys.run(&[&read, &synth, "abc -g AND,OR,XOR,MUX; opt_clean", "stat"]).ok();
    Ok(said.and_then(|said| CellCounts::last(&said.text)).map(|counts| gates(&counts)))
}

fn gates(counts: &CellCounts) -> Gates {
    let mut gates = Gates { logic: 0, flops: 0 };
    for (kind, count) in counts.kinds() {
        match kind.contains("DFF") {
            true => gates.flops += count,
            false => gates.logic += count,
        }
    }
    gates
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flip_flops_are_apart_from_logic() {
        let said = "Number of cells: 9\n  $_AND_ 3\n  $_OR_ 2\n  $_SDFFE_PN0P_ 4\n";
        let counts = CellCounts::last(said).unwrap();
        assert_eq!(gates(&counts), Gates { logic: 5, flops: 4 });
    }
}
