//! What a synthesis tool makes of a block.

use std::fs;
use std::process::Command;
use std::time::Duration;

use crate::blocks::Block;
use crate::diag::Bug;
use crate::emit::verilog;
use crate::rtl::{ModuleId, Netlist, validate};
use crate::tool::{Found, run};

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
    let wrong = |error: std::io::Error| Bug::new(format!("no scratch folder: {error}"));
    let folder = tempfile::tempdir().map_err(wrong)?;
    let mut files = vec![];
    for file in verilog(design) {
        let name = format!("{}.v", file.module);
        fs::write(folder.path().join(&name), file.text).map_err(wrong)?;
        files.push(name);
    }
    let script = format!(
        "read_verilog {}; synth -flatten -top {}; abc -g AND,OR,XOR,MUX; opt_clean; stat",
        files.join(" "),
        netlist.get(top).name
    );
    let mut command = Command::new(&tool.program);
    command.current_dir(folder.path()).args(["-p", &script]);
    Ok(run(&mut command, PATIENCE).ok().and_then(|outcome| counted(&outcome.text)))
}

/// The last table of cells in what Yosys says.
fn counted(text: &str) -> Option<Gates> {
    let at = text.rfind("Number of cells:")?;
    let mut gates = Gates { logic: 0, flops: 0 };
    for line in text[at..].lines().skip(1) {
        let mut words = line.split_whitespace();
        let (Some(cell), Some(count)) = (words.next(), words.next()) else { break };
        let Ok(count) = count.parse::<u64>() else { break };
        match cell.contains("DFF") {
            true => gates.flops += count,
            false => gates.logic += count,
        }
    }
    Some(gates)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_read_from_the_last_table() {
        let text = "   Number of cells:   9\n     $_AND_   9\n\n   Number of cells:       7\n     \
                    $_AND_     3\n     $_SDFFE_PN0P_    4\n\nEnd\n";
        assert_eq!(counted(text), Some(Gates { logic: 3, flops: 4 }));
        assert_eq!(counted("nothing"), None);
    }
}
