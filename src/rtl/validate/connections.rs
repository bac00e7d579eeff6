//! Every port of every instance is bound once, in the right direction and width.

use std::collections::BTreeMap;

use crate::rtl::module::{Direction, Instance, Module};
use crate::rtl::netlist::{ModuleId, Netlist};

pub(super) fn check(netlist: &Netlist, id: ModuleId, module: &Module, found: &mut Vec<String>) {
    for instance in &module.instances {
        if instance.module >= id {
            found.push(format!("instance `{}` is of a module defined after it", instance.name));
            continue;
        }
        let child = netlist.get(instance.module);
        bindings(module, instance, child, found);
    }
}

fn bindings(module: &Module, instance: &Instance, child: &Module, found: &mut Vec<String>) {
    let inputs = instance.inputs.iter().map(|(port, expr)| (port, module.expr(*expr).width));
    let outputs =
        instance.outputs.iter().map(|(port, signal)| (port, module.signal(*signal).width));
    let mut unbound: BTreeMap<&str, (Direction, u32)> = child
        .ports
        .iter()
        .map(|port| (child.signal(port.signal), port.direction))
        .map(|(signal, direction)| (signal.name.as_str(), (direction, signal.width)))
        .collect();
    let bound = inputs
        .map(|(port, width)| (port, (Direction::Input, width)))
        .chain(outputs.map(|(port, width)| (port, (Direction::Output, width))));
    for (port, shape) in bound {
        let complaint = match unbound.remove(port.as_str()) {
            None => "no such port, or bound twice",
            Some(expected) if expected != shape => "width or direction disagrees",
            Some(_) => continue,
        };
        found.push(format!("port `{port}` of instance `{}`: {complaint}", instance.name));
    }
    for port in unbound.keys() {
        found.push(format!("port `{port}` of instance `{}` is not bound", instance.name));
    }
}
