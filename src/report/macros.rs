//! Modules that stand for what is no logic.

use serde::Serialize;

use crate::compile::Compiled;
use crate::diag::Bug;
use crate::rtl::{Direction, Module};

/// A module that simulators run and synthesis sees as a black box: something that has to be designed elsewhere.
#[derive(Clone, Debug, Serialize)]
pub struct Macro {
    /// Name of the module.
    pub module: String,
    /// Instances of it in all modules.
    pub instances: usize,
    /// Bits of its inputs.
    pub input_bits: u32,
    /// Bits of its outputs.
    pub output_bits: u32,
}

pub(super) fn macros(compiled: &Compiled) -> Result<Vec<Macro>, Bug> {
    let design = compiled.validated()?;
    let netlist = design.netlist();
    let used = design.used();
    let bits = |module: &Module, direction| module.ports_of(direction).map(|port| port.width).sum();
    let instances = |id| {
        let of = used.iter().flat_map(|user| &netlist.get(*user).instances);
        of.filter(|instance| instance.module == id).count()
    };
    let behavioral = used.iter().filter(|id| netlist.get(**id).behavioral);
    let found = behavioral.map(|id| {
        let module = netlist.get(*id);
        Macro {
            module: module.name.clone(),
            instances: instances(*id),
            input_bits: bits(module, Direction::Input),
            output_bits: bits(module, Direction::Output),
        }
    });
    Ok(found.collect())
}
