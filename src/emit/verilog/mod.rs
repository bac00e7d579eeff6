//! The Verilog-2005 writer.
//!
//! One file a module, in text that a designer would read: ports one a line, the names of the IR,
//! expressions that are used once in place, shared or long ones as wires of their own. Widths are
//! exact everywhere, so that no tool extends or truncates anything by rules of its own. What a module
//! leaves unread is gathered in one net called `_unused`, which linters know. Large memories are read from files beside the
//! text; where these are, a parameter of every module down to them says.

mod bits_read;
mod expression;
mod memory_file;
mod module;
mod order;
mod popcount;
mod state;
#[cfg(test)]
mod tests;
mod unused_names;

use crate::rtl::{ModuleId, Netlist, Validated};

pub use memory_file::MemoryFile;

/// The parameter of modules that says in which folder the files of memories are.
pub const MEMORIES: &str = memory_file::PARAMETER;

/// The text of one module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerilogFile {
    /// Name of the module.
    pub module: String,
    /// Whole text of its file.
    pub text: String,
    /// Files that it reads its memories from.
    pub memories: Vec<MemoryFile>,
}

/// The files of a design, instanced modules first.
pub fn verilog(design: Validated<'_>) -> Vec<VerilogFile> {
    let clocking = Clocking::new(design.netlist());
    let used = design.used().into_iter().map(|id| {
        let text = module::text(design.netlist(), id, &clocking);
        let module = design.netlist().get(id);
        VerilogFile { module: module.name.clone(), text, memories: memory_file::files(module) }
    });
    used.collect()
}

/// Which modules need a clock and a reset: those that hold state, themselves or below, and those that say so.
struct Clocking {
    of: Vec<Needs>,
    /// Which of these ports a module does not read.
    unread: Vec<Needs>,
}

/// What one module needs.
#[derive(Clone, Copy, Default)]
struct Needs {
    clock: bool,
    reset: bool,
    /// To be told where the files of memories are.
    memories: bool,
}

impl Needs {
    fn or(self, other: Self) -> Self {
        Self {
            clock: self.clock | other.clock,
            reset: self.reset | other.reset,
            memories: self.memories | other.memories,
        }
    }
}

/// Whether modules of a design have the parameter [`MEMORIES`], which says where files of memories are.
pub fn has_memory_files(netlist: &Netlist) -> bool {
    netlist.modules().any(|(_, module)| module.memories.iter().any(memory_file::has_file))
}

impl Clocking {
    fn new(netlist: &Netlist) -> Self {
        let (mut of, mut unread): (Vec<Needs>, Vec<Needs>) = (vec![], vec![]);
        for (_, module) in netlist.modules() {
            let own = Needs {
                clock: !module.registers.is_empty() || !module.memories.is_empty(),
                reset: module.registers.iter().any(|register| register.reset.is_some()),
                memories: module.memories.iter().any(memory_file::has_file),
            };
            let below = module.instances.iter().map(|instance| of[instance.module.index()]);
            let read = below.fold(own, Needs::or);
            let all = module.clocked;
            of.push(Needs { clock: read.clock | all, reset: read.reset | all, ..read });
            unread.push(Needs {
                clock: !read.clock & all,
                reset: !read.reset & all,
                memories: false,
            });
        }
        Self { of, unread }
    }

    /// Names of ports that a module has, but does not read.
    fn unread(&self, module: ModuleId) -> Vec<String> {
        let Needs { clock, reset, .. } = self.unread[module.index()];
        let ports = [("aclk", clock), ("aresetn", reset)].into_iter();
        ports.filter(|(_, unread)| *unread).map(|(name, _)| name.to_string()).collect()
    }

    fn of(&self, module: ModuleId) -> Needs {
        self.of[module.index()]
    }
}
