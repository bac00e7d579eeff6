//! A list of modules, each defined once.

use std::collections::BTreeMap;

use super::module::Module;

/// Handle of a module within its netlist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ModuleId(pub(super) u32);

impl ModuleId {
    /// Position in the netlist.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Modules in order of definition, so that a module comes after all it instances.
#[derive(Clone, Debug, Default)]
pub struct Netlist {
    modules: Vec<Module>,
    by_name: BTreeMap<String, ModuleId>,
}

impl Netlist {
    /// An empty netlist.
    pub fn new() -> Self {
        Self::default()
    }

    /// The module called `name`, if it is defined.
    pub fn find(&self, name: &str) -> Option<ModuleId> {
        self.by_name.get(name).copied()
    }

    /// The module called `name`, defined by `define` if this is its first use: one module for one
    /// set of parameters and contents.
    pub fn module(&mut self, name: &str, define: impl FnOnce(&mut Netlist) -> Module) -> ModuleId {
        if let Some(id) = self.find(name) {
            return id;
        }
        let module = define(self);
        self.add(module)
    }

    /// Adds a module. Should its name be taken, `validate` will say so.
    pub fn add(&mut self, module: Module) -> ModuleId {
        let id = ModuleId(self.modules.len() as u32);
        self.by_name.entry(module.name.clone()).or_insert(id);
        self.modules.push(module);
        id
    }

    /// The module behind a handle.
    pub fn get(&self, id: ModuleId) -> &Module {
        &self.modules[id.index()]
    }

    /// The module behind a handle, to change.
    pub fn get_mut(&mut self, id: ModuleId) -> &mut Module {
        &mut self.modules[id.index()]
    }

    /// Every module with its handle, instanced ones first.
    pub fn modules(&self) -> impl DoubleEndedIterator<Item = (ModuleId, &Module)> {
        self.modules.iter().enumerate().map(|(index, module)| (ModuleId(index as u32), module))
    }

    /// The handle of every module, instanced ones first.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = ModuleId> + use<> {
        (0..self.modules.len() as u32).map(ModuleId)
    }

    /// Number of modules.
    pub fn len(&self) -> usize {
        self.modules.len()
    }

    /// Whether nothing is defined.
    pub fn is_empty(&self) -> bool {
        self.modules.is_empty()
    }
}
