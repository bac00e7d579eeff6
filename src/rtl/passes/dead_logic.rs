//! Dead logic.

use crate::rtl::bits::Bits;
use crate::rtl::expr::Op;
use crate::rtl::module::{Module, SignalId};

use super::arena::rewrite;
use super::demand::demand;
use super::drivers::at_border;
use super::pass::Pass;

/// Removes wires, registers and memories that no output depends on.
///
/// ```text
/// count[8] <= count + 8'h01      y[8] = a
/// spare[8] = a ^ count       =>
/// y[8] = a
/// ```
///
/// State that only feeds itself is dead too. Ports, instances and what instances give are kept, read
/// or not: others bind to them and look at them.
pub struct DeadLogic;

impl Pass for DeadLogic {
    fn name(&self) -> &'static str {
        "dead-logic"
    }

    fn run(&self, module: &mut Module) {
        let demand = demand(module);
        let fixed = at_border(module);
        let is_live =
            |signal: SignalId| demand.signals[signal.index()] > 0 || fixed[signal.index()];
        let live: Vec<bool> =
            (0..module.signals.len()).map(|index| is_live(SignalId(index as u32))).collect();
        module.assigns.retain(|(signal, _)| live[signal.index()]);
        module.registers.retain(|register| live[register.signal.index()]);
        for memory in &mut module.memories {
            memory.reads.retain(|port| live[port.data.index()]);
        }
        module.memories.retain(|memory| !memory.reads.is_empty());
        // Of what nobody looks at any value will do, and a constant reads no signal.
        rewrite(module, |arena, old, expr| match demand.exprs[old.index()] {
            0 => arena.constant(Bits::zero(expr.width)),
            _ => arena.push(expr.op, expr.width),
        });
        remove_signals(module, &live);
    }
}

/// Closes the gaps that dead signals leave.
fn remove_signals(module: &mut Module, live: &[bool]) {
    let mut next = 0;
    let moved = live.iter().map(|live| {
        let id = SignalId(next);
        next += u32::from(*live);
        id
    });
    let moved: Vec<SignalId> = moved.collect();
    let to = |signal: &mut SignalId| *signal = moved[signal.index()];
    let mut index = 0;
    module.signals.retain(|_| {
        index += 1;
        live[index - 1]
    });
    module.ports.iter_mut().for_each(|port| to(&mut port.signal));
    module.assigns.iter_mut().for_each(|(signal, _)| to(signal));
    module.registers.iter_mut().for_each(|register| to(&mut register.signal));
    let memories = module.memories.iter_mut();
    memories.flat_map(|memory| &mut memory.reads).for_each(|port| to(&mut port.data));
    let instances = module.instances.iter_mut();
    instances.flat_map(|instance| &mut instance.outputs).for_each(|(_, signal)| to(signal));
    for expr in &mut module.exprs {
        if let Op::Signal(signal) = &mut expr.op {
            to(signal);
        }
    }
}
