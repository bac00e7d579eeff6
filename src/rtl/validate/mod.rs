//! The netlist's checks, and the ticket that writers and simulators demand.

mod connections;
mod drivers;
mod loops;
mod names;
mod widths;

use std::collections::BTreeSet;
use std::fmt;

use super::module::Module;
use super::netlist::{ModuleId, Netlist};

/// A netlist that keeps every invariant of [`super`], and its top module. Only [`validate`] makes
/// one, and [`ValidNetlist`] keeps it.
#[derive(Clone, Copy, Debug)]
pub struct Validated<'n> {
    netlist: &'n Netlist,
    top: ModuleId,
}

impl<'n> Validated<'n> {
    /// The netlist.
    pub fn netlist(self) -> &'n Netlist {
        self.netlist
    }

    /// The top module's handle.
    pub fn top_id(self) -> ModuleId {
        self.top
    }

    /// The top module.
    pub fn top(self) -> &'n Module {
        self.netlist.get(self.top)
    }

    /// Modules that the top uses, itself included, instanced ones first.
    pub fn used(self) -> Vec<ModuleId> {
        let mut used = BTreeSet::from([self.top]);
        for (id, module) in self.netlist.modules().rev() {
            if used.contains(&id) {
                used.extend(module.instances.iter().map(|instance| instance.module));
            }
        }
        used.into_iter().collect()
    }
}

/// A netlist that was validated and cannot be changed any more: its ticket need not be asked for again.
#[derive(Clone, Debug)]
pub struct ValidNetlist {
    netlist: Netlist,
    top: ModuleId,
}

impl ValidNetlist {
    /// Checks a netlist as [`validate`] does, and keeps it.
    pub fn new(netlist: Netlist, top: ModuleId) -> Result<Self, Vec<Violation>> {
        validate(&netlist, top)?;
        Ok(Self { netlist, top })
    }

    /// The ticket.
    pub fn ticket(&self) -> Validated<'_> {
        Validated { netlist: &self.netlist, top: self.top }
    }

    /// The netlist, to be changed, and its top module.
    pub fn into_parts(self) -> (Netlist, ModuleId) {
        (self.netlist, self.top)
    }
}

/// A broken invariant: a mistake of a block's generator, never of the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The module it was found in.
    pub module: String,
    /// What is broken.
    pub what: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "module `{}`: {}", self.module, self.what)
    }
}

/// Checks every module and gives the ticket, or everything that is broken.
pub fn validate(netlist: &Netlist, top: ModuleId) -> Result<Validated<'_>, Vec<Violation>> {
    let mut violations = vec![];
    let mut names = BTreeSet::new();
    for (id, module) in netlist.modules() {
        let mut found = vec![];
        if !names.insert(module.name.as_str()) {
            found.push("another module has the same name".to_string());
        }
        widths::check(module, &mut found);
        if found.is_empty() {
            // Only with sound handles can the rest be looked at.
            drivers::check(module, &mut found);
            names::check(module, &mut found);
            connections::check(netlist, id, module, &mut found);
        }
        let at = |what| Violation { module: module.name.clone(), what };
        violations.extend(found.into_iter().map(at));
    }
    if top.index() >= netlist.len() {
        violations.push(Violation { module: String::new(), what: "no such top module".into() });
    }
    if violations.is_empty() {
        violations = loops::check(netlist);
    }
    if violations.is_empty() { Ok(Validated { netlist, top }) } else { Err(violations) }
}

#[cfg(test)]
mod tests;
