//! Every signal has one driver.

use crate::rtl::module::{Direction, Module};

pub(super) fn check(module: &Module, found: &mut Vec<String>) {
    let mut drivers = vec![0; module.signals.len()];
    let inputs = module.ports.iter().filter(|port| port.direction == Direction::Input);
    let driven = inputs
        .map(|port| port.signal)
        .chain(module.assigns.iter().map(|(signal, _)| *signal))
        .chain(module.registers.iter().map(|register| register.signal))
        .chain(module.memories.iter().flat_map(|memory| memory.reads.iter().map(|port| port.data)))
        .chain(
            module.instances.iter().flat_map(|instance| instance.outputs.iter().map(|(_, s)| *s)),
        );
    for signal in driven {
        drivers[signal.index()] += 1;
    }
    for (signal, count) in module.signals.iter().zip(drivers).filter(|(_, count)| *count != 1) {
        found.push(format!("signal `{}` has {count} drivers", signal.name));
    }
}
