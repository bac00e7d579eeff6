//! What surrounds the cells of an array, counted in the netlist.

use serde::Serialize;

use crate::compile::Compiled;
use crate::diag::Bug;
use crate::rtl::{Census, ModuleId, Netlist};

/// What one array is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Periphery {
    /// Cells, what counts them, and digitizers.
    pub array: Census,
    /// Sequencer and accumulators.
    pub sequencer: Census,
}

/// Of the array in the instance `name` of the top module; `None` where it has none.
pub(super) fn periphery(compiled: &Compiled, name: &str) -> Result<Option<Periphery>, Bug> {
    let design = compiled.validated()?;
    let netlist = design.netlist();
    let top = netlist.get(design.top_id());
    let instance = top.instances.iter().find(|instance| instance.name == name);
    Ok(instance.map(|instance| Periphery {
        array: of(netlist, instance.module, "array"),
        sequencer: of(netlist, instance.module, "periphery"),
    }))
}

/// Of all instances of this name below a module.
fn of(netlist: &Netlist, id: ModuleId, name: &str) -> Census {
    let mut census = Census::default();
    for instance in &netlist.get(id).instances {
        census += match instance.name == name {
            true => Census::of(netlist, instance.module),
            false => of(netlist, instance.module, name),
        };
    }
    census
}
