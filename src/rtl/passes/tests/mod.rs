//! Passes change nothing that can be seen, and do what their pictures say.

mod equality;
mod pictures;

use crate::rtl::simulate::{Difference, first_difference};
use crate::rtl::{Module, ModuleBuilder, ModuleId, Netlist, validate};

use super::Pass;

/// A module alone in a netlist.
fn netlist(build: impl FnOnce(&ModuleBuilder)) -> (Netlist, ModuleId) {
    let mut netlist = Netlist::new();
    let m = ModuleBuilder::new("top", ["under test"]);
    build(&m);
    let top = netlist.add(m.finish());
    validate(&netlist, top).unwrap();
    (netlist, top)
}

/// The netlist after one pass over each module.
fn after(pass: &dyn Pass, netlist: &Netlist) -> Netlist {
    let mut changed = netlist.clone();
    for id in changed.ids() {
        pass.run(changed.get_mut(id));
    }
    changed
}

/// The first difference of two netlists; panics where one is not valid.
fn difference(
    netlists: [&Netlist; 2],
    top: ModuleId,
    cycles: usize,
    seed: u64,
) -> Option<Difference> {
    let designs =
        netlists.map(|netlist| validate(netlist, top).unwrap_or_else(|e| panic!("{e:?}")));
    first_difference(designs, cycles, seed)
}

fn names_of_ports(module: &Module) -> Vec<String> {
    module
        .ports
        .iter()
        .map(|port| format!("{:?} {:?}", port.direction, module.signal(port.signal)))
        .collect()
}
