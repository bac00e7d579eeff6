//! Names for wires that the IR has none for.

use std::collections::BTreeSet;

use crate::rtl::Module;

/// Gives names that nothing in a module has.
pub(super) struct FreshNames {
    taken: BTreeSet<String>,
}

impl FreshNames {
    pub fn new(module: &Module) -> Self {
        let signals = module.signals.iter().map(|signal| &signal.name);
        let memories = module.memories.iter().map(|memory| &memory.name);
        let instances = module.instances.iter().map(|instance| &instance.name);
        let own = ["aclk", "aresetn"].map(String::from);
        let taken = signals.chain(memories).chain(instances).cloned().chain(own).collect();
        Self { taken }
    }

    /// `stem`, with a number behind if it is taken.
    pub fn exactly(&mut self, stem: &str) -> String {
        if self.taken.insert(stem.to_string()) {
            return stem.to_string();
        }
        self.numbered(stem)
    }

    /// `stem` with the first free number behind.
    pub fn numbered(&mut self, stem: &str) -> String {
        let mut number = 0;
        loop {
            let name = format!("{stem}_{number}");
            if self.taken.insert(name.clone()) {
                return name;
            }
            number += 1;
        }
    }
}
