//! Faults in the modules of every kind of block.

use std::collections::BTreeMap;

use crate::blocks::BlockSpec;
use crate::cosim::{Divergence, Embedded, Pacing, Signal, locate};
use crate::dataflow::Evaluator;
use crate::rtl::{Bits, Module, ModuleId, Netlist, Op, validate};

use super::truth::first_difference;
use super::wrapped::Wrapped;

const PACINGS: [Pacing; 2] = [Pacing::Full, Pacing::Random { seed: 5 }];
/// Faults of each sort that are tried on an example.
const TRIED: usize = 4;

/// What is changed.
#[derive(Clone, Copy, Debug)]
enum Fault {
    /// An operator for another.
    Gate(usize),
    /// The lowest bit of a constant.
    Constant(usize),
    /// A register that loads always.
    Enable(usize),
    /// The lowest bit that a register has after a reset.
    Reset(usize),
}

impl Fault {
    /// All faults of one sort in a module.
    fn all(module: &Module) -> [Vec<Fault>; 4] {
        let gates = 0..module.exprs.len();
        let registers = 0..module.registers.len();
        let is_gate = |at: &usize| other(&module.exprs[*at].op, module.exprs[*at].width).is_some();
        let is_constant = |at: &usize| matches!(module.exprs[*at].op, Op::Constant(_));
        [
            gates.clone().filter(is_gate).map(Fault::Gate).collect(),
            gates.filter(is_constant).map(Fault::Constant).collect(),
            registers
                .clone()
                .filter(|at| module.registers[*at].enable.is_some())
                .map(Fault::Enable)
                .collect(),
            registers
                .filter(|at| module.registers[*at].reset.is_some())
                .map(Fault::Reset)
                .collect(),
        ]
    }

    fn plant(self, module: &mut Module) {
        match self {
            Fault::Gate(at) => {
                let gate = &mut module.exprs[at];
                gate.op = other(&gate.op, gate.width).unwrap();
            }
            Fault::Constant(at) => {
                if let Op::Constant(bits) = &mut module.exprs[at].op {
                    *bits = flipped(bits);
                }
            }
            Fault::Enable(at) => module.registers[at].enable = None,
            Fault::Reset(at) => {
                let reset = &mut module.registers[at].reset;
                *reset = reset.as_ref().map(flipped);
            }
        }
    }
}

fn flipped(bits: &Bits) -> Bits {
    Bits::from_bools((0..bits.width()).map(|at| bits.bit(at) != (at == 0)))
}

/// The operator beside this one. One bit adds as it subtracts.
fn other(op: &Op, width: u32) -> Option<Op> {
    Some(match op.clone() {
        Op::And(a, b) => Op::Or(a, b),
        Op::Or(a, b) => Op::And(a, b),
        Op::Xor(a, b) => Op::Or(a, b),
        Op::Add(a, b) if width > 1 => Op::Sub(a, b),
        Op::Sub(a, b) if width > 1 => Op::Add(a, b),
        Op::ReduceOr(a) => Op::ReduceXor(a),
        Op::LessSigned(a, b) => Op::LessUnsigned(a, b),
        Op::Mux { condition, then, otherwise } => {
            Op::Mux { condition, then: otherwise, otherwise: then }
        }
        _ => return None,
    })
}

/// Faults of every sort, some of each, spread over all modules of the block.
fn faults(wrapped: &Wrapped) -> Vec<(ModuleId, Fault)> {
    let mut sorts: [Vec<(ModuleId, Fault)>; 4] = Default::default();
    for id in &wrapped.modules {
        let found = Fault::all(wrapped.netlist.get(*id));
        for (sort, found) in sorts.iter_mut().zip(found) {
            sort.extend(found.into_iter().map(|fault| (*id, fault)));
        }
    }
    let spread = |sort: &Vec<(ModuleId, Fault)>| {
        let stride = sort.len().div_ceil(TRIED).max(1);
        sort.iter().copied().step_by(stride).collect::<Vec<_>>()
    };
    sorts.iter().flat_map(spread).collect()
}

/// Whether the fault shows at the block's streams; where it does, what is told of it must be true.
fn tried(wrapped: &Wrapped, (module, fault): (ModuleId, Fault), pacing: Pacing) -> Option<Signal> {
    let mut broken = wrapped.netlist.clone();
    fault.plant(broken.get_mut(module));
    let run = wrapped.run(pacing);
    let truth = first_difference(wrapped, &broken, run);
    let found = located(wrapped, &broken, pacing);
    let told = found.as_ref().map(|found| (found.node.as_str(), found.cycle, found.signal));
    let truth = truth.map(|(cycle, signal)| ("block", cycle, signal));
    assert_eq!(told, truth, "{:?}: {fault:?}, {pacing:?}", wrapped.spec);
    let found = found?;
    assert_eq!(found.kind, wrapped.spec.kind());
    assert_eq!(found.layer.as_deref(), Some("l1"));
    assert_eq!(found.lane.is_some(), found.signal == Signal::Tdata);
    assert_ne!(found.expected, found.observed);
    Some(found.signal)
}

fn located(wrapped: &Wrapped, netlist: &Netlist, pacing: Pacing) -> Option<Divergence> {
    let design = validate(netlist, wrapped.top).unwrap();
    let mut embedded = Embedded::new(design).unwrap();
    let run = wrapped.run(pacing);
    let golden = Evaluator::new(&wrapped.graph).unwrap();
    locate((design, &wrapped.graph), golden, &wrapped.beats, run, &mut embedded).unwrap()
}

#[test]
fn hardware_as_generated_departs_nowhere() {
    for wrapped in BlockSpec::examples().into_iter().filter_map(Wrapped::new) {
        for pacing in PACINGS {
            let found = located(&wrapped, &wrapped.netlist, pacing);
            assert!(found.is_none(), "{:?}, {pacing:?}: {found:?}", wrapped.spec);
        }
    }
}

#[test]
fn faults_in_every_kind_of_block_are_traced_to_it_and_to_their_first_cycle() {
    let kinds = BlockSpec::KINDS.iter().map(|kind| (kind.name, vec![]));
    let mut shown: BTreeMap<&str, Vec<Signal>> = kinds.collect();
    for wrapped in BlockSpec::examples().into_iter().filter_map(Wrapped::new) {
        for fault in faults(&wrapped) {
            for pacing in PACINGS {
                let signal = tried(&wrapped, fault, pacing);
                shown.get_mut(wrapped.spec.kind()).unwrap().extend(signal);
            }
        }
    }
    let all = [Signal::Tdata, Signal::Tvalid, Signal::Tready, Signal::Tlast];
    let count =
        |shown: &[Signal]| all.map(|one| shown.iter().filter(|other| **other == one).count());
    for (kind, shown) in &shown {
        assert!(!shown.is_empty(), "no example of {kind} was tried, or no fault of it shows");
    }
    let total = count(&shown.into_values().flatten().collect::<Vec<_>>());
    assert!(total.iter().all(|count| *count > 0), "{all:?} are wrong in {total:?} faults");
}
