//! What surrounds the cells of an array, counted in the netlist.

use std::collections::BTreeMap;

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

/// The peripheries of arrays, by their instances in the top module.
pub(super) struct Peripheries<'c> {
    netlist: &'c Netlist,
    modules: BTreeMap<&'c str, ModuleId>,
}

impl<'c> Peripheries<'c> {
    pub fn of(compiled: &'c Compiled) -> Result<Self, Bug> {
        let design = compiled.validated()?;
        let instances = design.top().instances.iter();
        let modules = instances.map(|instance| (instance.name.as_str(), instance.module));
        Ok(Self { netlist: design.netlist(), modules: modules.collect() })
    }

    /// Of the array in the instance `name`; `None` where there is none.
    pub fn of_array(&self, name: &str) -> Option<Periphery> {
        let module = *self.modules.get(name)?;
        let [array, sequencer] = ["cells", "periphery"].map(|part| of(self.netlist, module, part));
        Some(Periphery { array, sequencer })
    }
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
