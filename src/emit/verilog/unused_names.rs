//! Names for wires that the IR has none for.

use std::collections::{HashMap, HashSet};

use crate::rtl::Module;

/// Gives names that nothing in a module has.
pub(super) struct UnusedNames {
    taken: HashSet<String>,
    /// The number to try first behind a stem: wide modules number thousands of wires of one stem.
    next: HashMap<String, usize>,
}

impl UnusedNames {
    pub fn new(module: &Module) -> Self {
        let signals = module.signals.iter().map(|signal| &signal.name);
        let memories = module.memories.iter().map(|memory| &memory.name);
        let instances = module.instances.iter().map(|instance| &instance.name);
        let own = ["aclk", "aresetn"].map(String::from);
        let taken = signals.chain(memories).chain(instances).cloned().chain(own).collect();
        Self { taken, next: HashMap::new() }
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
        let mut number = self.next.get(stem).copied().unwrap_or(0);
        loop {
            let name = format!("{stem}_{number}");
            number += 1;
            if self.taken.insert(name.clone()) {
                self.next.insert(stem.to_string(), number);
                return name;
            }
        }
    }
}
