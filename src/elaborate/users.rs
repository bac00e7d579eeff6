//! Comments that lead from every module back to the design.

use std::collections::BTreeMap;

use crate::rtl::{ModuleId, Netlist};

/// Users that a module's comment names; many tiles may share a module.
const NAMED: usize = 8;

/// Who uses which module, directly or through others.
#[derive(Default)]
pub(super) struct Users {
    of: BTreeMap<ModuleId, Vec<String>>,
}

impl Users {
    /// Notes that `user` instances `module`, and so all that is below it.
    pub fn add(&mut self, netlist: &Netlist, module: ModuleId, user: &str) {
        let users = self.of.entry(module).or_default();
        if users.last().is_some_and(|last| last == user) {
            return;
        }
        users.push(user.to_string());
        for instance in &netlist.get(module).instances {
            self.add(netlist, instance.module, user);
        }
    }

    /// Writes what was noted into the modules' comments. A name does not begin a line: some begin
    /// directives to tools (`// verilator ...`).
    pub fn tell(&self, design: &str, netlist: &mut Netlist) {
        for (module, users) in &self.of {
            let comment = &mut netlist.get_mut(*module).comment;
            comment.push(format!("In design `{design}` part of:"));
            comment.extend(users.iter().take(NAMED).map(|user| format!("- {user}")));
            if users.len() > NAMED {
                comment.push(format!("- and {} more", users.len() - NAMED));
            }
        }
    }
}
