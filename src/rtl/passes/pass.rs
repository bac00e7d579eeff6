//! The list of passes, and running it.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use serde::Serialize;

use crate::rtl::module::Module;
use crate::rtl::netlist::Netlist;

use super::arena::sweep;
use super::{CommonSubexpressions, ConstantFolding, DeadLogic, WidthNarrowing};

/// A change of modules that nobody can see from outside.
///
/// A pass gets a module of a netlist that `validate` accepts and leaves one that it accepts; it keeps
/// every port's name and width, and every output's value in every cycle.
pub trait Pass {
    /// Name of the pass: that of its type and its file, in words.
    fn name(&self) -> &'static str;

    /// Changes a module.
    fn run(&self, module: &mut Module);
}

/// All passes in their order. What one leaves the next finds; all are run again while any changes
/// anything.
pub const PASSES: &[&dyn Pass] = &[
    // First, so that what becomes equal by it is found equal, and what becomes unread is not counted as
    // read.
    &ConstantFolding,
    // Before narrowing: equal expressions of which different bits are looked at would be different after.
    &CommonSubexpressions,
    &WidthNarrowing,
    // Again: narrowing brings a value to a width for each of its readers.
    &CommonSubexpressions,
    // Last, to take away what the others left unread.
    &DeadLogic,
];

/// Rounds after which a module is left as it is. Passes need two or three until nothing changes.
const ROUNDS: usize = 8;

/// What a module or a netlist is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Size {
    /// Operators, constants and reads of signals.
    pub expressions: usize,
    /// Bits of all expressions.
    pub bits: usize,
    /// Bits of registers.
    pub register_bits: usize,
    /// Wires, registers and ports.
    pub signals: usize,
}

impl Size {
    /// Of a module by itself, without what it instances.
    pub fn of(module: &Module) -> Self {
        let registers = module.registers.iter();
        let held = registers.map(|register| module.signal(register.signal).width as usize);
        Self {
            expressions: module.exprs.len(),
            bits: module.exprs.iter().map(|expr| expr.width as usize).sum(),
            register_bits: held.sum(),
            signals: module.signals.len(),
        }
    }
}

/// How much more there is of each part than before; less than zero where parts went away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Of expressions.
    pub expressions: i64,
    /// Of bits of all expressions.
    pub bits: i64,
    /// Of bits of registers.
    pub register_bits: i64,
    /// Of signals.
    pub signals: i64,
}

/// What passes did to a netlist, every module counted once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Optimization {
    /// The netlist before.
    pub before: Size,
    /// The netlist after.
    pub after: Size,
    /// What each pass changed, over all rounds.
    pub passes: BTreeMap<&'static str, Change>,
}

/// Runs [`PASSES`] over every module of a netlist that `validate` accepts, until nothing changes.
pub fn optimize(netlist: &mut Netlist) -> Optimization {
    let passes = PASSES.iter().map(|pass| (pass.name(), Change::default())).collect();
    let mut done = Optimization { before: Size::default(), after: Size::default(), passes };
    for id in netlist.ids() {
        let module = netlist.get_mut(id);
        sweep(module);
        done.before += Size::of(module);
        for _ in 0..ROUNDS {
            if !round(module, &mut done.passes) {
                break;
            }
        }
        done.after += Size::of(module);
    }
    done
}

/// Runs every pass once; whether anything is different after it.
fn round(module: &mut Module, changes: &mut BTreeMap<&'static str, Change>) -> bool {
    let before = module.clone();
    for pass in PASSES {
        let size = Size::of(module);
        pass.run(module);
        *changes.entry(pass.name()).or_default() += Change::between(size, Size::of(module));
    }
    *module != before
}

impl AddAssign for Size {
    fn add_assign(&mut self, other: Self) {
        self.expressions += other.expressions;
        self.bits += other.bits;
        self.register_bits += other.register_bits;
        self.signals += other.signals;
    }
}

impl AddAssign for Change {
    fn add_assign(&mut self, other: Self) {
        self.expressions += other.expressions;
        self.bits += other.bits;
        self.register_bits += other.register_bits;
        self.signals += other.signals;
    }
}

impl Change {
    fn between(before: Size, after: Size) -> Self {
        let difference = |before: usize, after: usize| after as i64 - before as i64;
        Self {
            expressions: difference(before.expressions, after.expressions),
            bits: difference(before.bits, after.bits),
            register_bits: difference(before.register_bits, after.register_bits),
            signals: difference(before.signals, after.signals),
        }
    }
}
