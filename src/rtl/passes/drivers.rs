//! What drives each signal of a module, and whose shape is not a pass's to change.

use crate::rtl::expr::{ExprId, Op};
use crate::rtl::module::{Direction, Module, SignalId};

/// What a signal gets its value from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Driver {
    /// The module's user.
    Input,
    /// An expression.
    Assign(ExprId),
    /// The register of this index.
    Register(usize),
    /// A read port of the memory of this index.
    Memory(usize),
    /// An instance.
    Instance,
}

/// The drivers of all signals.
pub(super) fn drivers(module: &Module) -> Vec<Driver> {
    let mut drivers = vec![Driver::Input; module.signals.len()];
    for (signal, expr) in &module.assigns {
        drivers[signal.index()] = Driver::Assign(*expr);
    }
    for (index, register) in module.registers.iter().enumerate() {
        drivers[register.signal.index()] = Driver::Register(index);
    }
    for (index, memory) in module.memories.iter().enumerate() {
        memory.reads.iter().for_each(|port| drivers[port.data.index()] = Driver::Memory(index));
    }
    for instance in &module.instances {
        instance.outputs.iter().for_each(|(_, signal)| drivers[signal.index()] = Driver::Instance);
    }
    drivers
}

/// Signals at a border: ports, what instances give, and wires that are an instance's input as they
/// are. Instances bind by name and width, and `cosim` probes the handshakes between instances by
/// these names, so no pass changes or bypasses them.
pub(super) fn at_border(module: &Module) -> Vec<bool> {
    let mut found = vec![false; module.signals.len()];
    let inputs = module.instances.iter().flat_map(|instance| &instance.inputs);
    let bound = inputs.filter_map(|(_, expr)| match module.expr(*expr).op {
        Op::Signal(signal) => Some(signal),
        _ => None,
    });
    let given = module.instances.iter().flat_map(|instance| &instance.outputs);
    let all = module.ports.iter().map(|port| port.signal);
    let all = all.chain(given.map(|(_, signal)| *signal)).chain(bound);
    all.for_each(|signal: SignalId| found[signal.index()] = true);
    found
}

/// Output ports.
pub(super) fn outputs(module: &Module) -> impl Iterator<Item = SignalId> + '_ {
    let outputs = module.ports.iter().filter(|port| port.direction == Direction::Output);
    outputs.map(|port| port.signal)
}
