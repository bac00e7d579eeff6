//! The sweeps over a module.

use crate::rtl::bits::Bits;
use crate::rtl::expr::Op;
use crate::rtl::module::{Module, Register};
use crate::rtl::passes::drivers::{Driver, drivers};

use super::facts::Known;

/// What is known of a module's values, by index.
pub(in crate::rtl::passes) struct Analysis {
    pub exprs: Vec<Known>,
    pub signals: Vec<Known>,
}

/// Sweeps over a module. What one finds holds, so the next builds on it: two see through registers.
/// More would rarely find more, and passes are run again while they change anything.
const SWEEPS: usize = 2;

/// Analyzes a module.
pub(in crate::rtl::passes) fn analyze(module: &Module) -> Analysis {
    let drivers = drivers(module);
    let nothing = module.signals.iter().map(|signal| Known::nothing(signal.width));
    let mut found = Analysis { exprs: vec![], signals: nothing.collect() };
    for _ in 0..SWEEPS {
        found.expressions(module, &drivers);
        if !found.signals(module, &drivers) {
            break;
        }
    }
    found
}

impl Analysis {
    fn expressions(&mut self, module: &Module, drivers: &[Driver]) {
        self.exprs.clear();
        for (_, expr) in module.exprs() {
            let known = match expr.op {
                Op::Signal(signal) => match drivers[signal.index()] {
                    Driver::Assign(value) if value.index() < self.exprs.len() => {
                        self.exprs[value.index()].clone()
                    }
                    _ => self.signals[signal.index()].clone(),
                },
                _ => Known::of(expr, &self.exprs),
            };
            self.exprs.push(known);
        }
    }

    /// Whether more is known of a register than before, which the next sweep may build on.
    fn signals(&mut self, module: &Module, drivers: &[Driver]) -> bool {
        let mut more = false;
        for (signal, driver) in self.signals.iter_mut().zip(drivers) {
            match driver {
                Driver::Assign(value) => *signal = self.exprs[value.index()].clone(),
                Driver::Register(index) => {
                    let known = register(&module.registers[*index], &self.exprs);
                    more |= *signal != known;
                    *signal = known;
                }
                Driver::Input | Driver::Memory(_) | Driver::Instance => {}
            }
        }
        more
    }
}

/// A register is zero at first, then what its reset or its `next` is.
fn register(register: &Register, exprs: &[Known]) -> Known {
    let next = &exprs[register.next.index()];
    let zero = Known::constant(Bits::zero(next.width()));
    let reset = register.reset.clone().map(Known::constant);
    reset.iter().fold(next.or(&zero), |known, reset| known.or(reset))
}
