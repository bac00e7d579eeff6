//! A mutant, all of them, and a sample of them.

use crate::rtl::module::Module;
use crate::rtl::netlist::{ModuleId, Netlist};
use crate::rtl::validate::Validated;

use super::class::{Class, classes};
use super::describe::describe;
use super::edit::Edit;

/// A netlist with one fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mutant {
    /// The module that is changed, in all its instances.
    pub module: ModuleId,
    /// Name of the class of the fault.
    pub class: &'static str,
    /// The fault.
    pub edit: Edit,
}

impl Mutant {
    /// The netlist with the fault.
    pub fn apply(&self, netlist: &Netlist) -> Netlist {
        let mut changed = netlist.clone();
        self.edit.apply(changed.get_mut(self.module));
        changed
    }

    /// The module, where in it, and what is changed.
    pub fn describe(&self, netlist: &Netlist) -> String {
        let module: &Module = netlist.get(self.module);
        format!("{}: {}", module.name, describe(module, &self.edit))
    }
}

/// Every mutant of the modules that the top uses, in a fixed order. Behavioral ones are no hardware that faults
/// are in: their numbers are far finer than what can be seen of them.
pub fn mutants(design: Validated<'_>) -> Vec<Mutant> {
    let of_module = |module: ModuleId| {
        let edits = move |class: &'static Class| {
            let edits = (class.edits)(design.netlist().get(module));
            edits.into_iter().map(move |edit| Mutant { module, class: class.name, edit })
        };
        classes().iter().flat_map(edits)
    };
    let gates = |module: &ModuleId| !design.netlist().get(*module).behavioral;
    design.used().into_iter().filter(gates).flat_map(of_module).collect()
}

/// At most `limit` of them, drawn evenly and kept in order; equal seeds draw equal ones.
pub fn sample(mutants: Vec<Mutant>, limit: usize, seed: u64) -> Vec<Mutant> {
    let mut rng = fastrand::Rng::with_seed(seed);
    let mut drawn: Vec<usize> = (0..mutants.len()).collect();
    rng.shuffle(&mut drawn);
    drawn.truncate(limit);
    drawn.sort_unstable();
    let mut next = drawn.into_iter().peekable();
    let kept = mutants.into_iter().enumerate().filter(|(at, _)| next.next_if_eq(at).is_some());
    kept.map(|(_, mutant)| mutant).collect()
}
