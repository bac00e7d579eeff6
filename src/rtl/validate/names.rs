//! Names are identifiers, and unique in their module.

use std::collections::BTreeSet;

use crate::rtl::identifier::is_identifier;
use crate::rtl::module::Module;

/// Names that the writer gives in modules with state.
const OURS: [&str; 2] = ["aclk", "aresetn"];

pub(super) fn check(module: &Module, found: &mut Vec<String>) {
    if !is_identifier(&module.name) {
        found.push("its name is no Verilog identifier".to_string());
    }
    let signals = module.signals.iter().map(|signal| &signal.name);
    let memories = module.memories.iter().map(|memory| &memory.name);
    let instances = module.instances.iter().map(|instance| &instance.name);
    let mut names: BTreeSet<&str> = OURS.into();
    for name in signals.chain(memories).chain(instances) {
        if !is_identifier(name) {
            found.push(format!("the name `{name}` is no Verilog identifier"));
        }
        if !names.insert(name) {
            found.push(match OURS.contains(&name.as_str()) {
                true => format!("the name `{name}` is that of the clock or the reset"),
                false => format!("the name `{name}` is used twice"),
            });
        }
    }
}
